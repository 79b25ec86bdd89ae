using System.Reflection;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>A codec whose values are their memory, so that compiled members can move them without calling it.</summary>
internal interface IFixedCodec
{
    /// <summary>Takes a value and the reader, and gives the value back or refuses it; null if every pattern of bits is a value.</summary>
    MethodInfo? Check { get; }
}
