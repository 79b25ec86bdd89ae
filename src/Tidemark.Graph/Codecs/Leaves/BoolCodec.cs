using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>One byte, 0 or 1. A live <see cref="bool"/> that unsafe code gave another byte counts as true.</summary>
internal sealed class BoolCodec : Codec<bool>, IElements<bool>, IContent
{
    public override int MinSize => 1;

    public bool IsContent => true;

    public override void Write(ref GraphWriter writer, in bool value) => writer.WriteByte(value ? (byte)1 : (byte)0);

    public override bool Read(ref GraphReader reader)
    {
        var value = reader.ReadByte();
        if (value > 1)
            reader.Refuse("A bool is neither 0 nor 1");
        return value != 0;
    }

    public override bool Same(ref GraphComparer comparer, in bool value) => comparer.SameByte(value ? (byte)1 : (byte)0);

    public void Write(ref GraphWriter writer, ReadOnlySpan<bool> values)
    {
        var bytes = writer.Reserve(values.Length);
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = values[i] ? (byte)1 : (byte)0;
    }

    public void Read(ref GraphReader reader, Span<bool> values)
    {
        var bytes = reader.ReadBytes(values.Length);
        if (bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
            reader.Refuse("A bool is neither 0 nor 1");
        for (var i = 0; i < bytes.Length; i++)
            values[i] = bytes[i] != 0;
    }

    public bool Same(ref GraphComparer comparer, ReadOnlySpan<bool> values)
    {
        var bytes = comparer.Take(values.Length);
        if (bytes.Length != values.Length)
            return false;
        for (var i = 0; i < bytes.Length; i++)
        {
            var live = values[i] ? (byte)1 : (byte)0;
            if (bytes[i] == live)
                continue;
            if (!comparer.IsRecording)
                return false;
            comparer.ReplaceElements(comparer.Position - values.Length + i, i, 1, [live]);
        }

        return true;
    }
}
