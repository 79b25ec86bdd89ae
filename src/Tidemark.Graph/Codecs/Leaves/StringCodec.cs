using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>Text, as <see cref="StringForm"/> lays it out. Two strings of equal text are one: their identity is not state.</summary>
internal sealed class StringCodec : Codec<string>, IContent
{
    public override int MinSize => 1;

    public bool IsContent => true;

    public override void Write(ref GraphWriter writer, in string value) => writer.WriteString(value);

    public override string Read(ref GraphReader reader) => reader.ReadString()!;

    public override bool Same(ref GraphComparer comparer, in string value) => comparer.SameString(value);
}
