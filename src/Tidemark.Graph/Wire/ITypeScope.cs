using System.Diagnostics.CodeAnalysis;
using Tidemark.Graph.Codecs;
using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Wire;

/// <summary>The types that a walk may meet in slots of another type.</summary>
internal interface ITypeScope
{
    /// <summary>The codec for an instance met in a slot of another type.</summary>
    /// <exception cref="GraphException">The instance's type is not in scope.</exception>
    Codec CodecOf(object value, Codec slot);

    /// <summary>The name that payloads know a type by.</summary>
    string NameOf(Codec codec);

    /// <summary>How values of a codec lie in bytes.</summary>
    Form FormOf(Codec codec);

    /// <summary>The codec of a type that a payload names, if the scope holds the type or can compose it.</summary>
    bool TryResolve(string name, [NotNullWhen(true)] out Codec? codec);
}
