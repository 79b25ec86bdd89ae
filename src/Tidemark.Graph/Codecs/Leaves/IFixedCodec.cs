using Tidemark.Graph.Codecs.Objects;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>A codec whose values always take the same number of bytes, so that compiled members can move them without calling it.</summary>
internal interface IFixedCodec
{
    FixedForm Form { get; }
}
