using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>0, then the elements that it shows; or 1, then the text, if it is part of a string.</summary>
internal sealed class ReadOnlyMemoryCodec<T>(Codec<T> element, Codec<T[]> whole) : Codec<ReadOnlyMemory<T>>
{
    private readonly ArraySegmentCodec<T> _segment = new(element, whole);

    public override int MinSize => 2;

    public override void Write(ref GraphWriter writer, in ReadOnlyMemory<T> value)
    {
        if (IsText(in value, out var text))
        {
            writer.WriteByte(1);
            writer.WriteVarint((uint)text.Length);
            writer.WriteBytes(MemoryMarshal.AsBytes(text));
            return;
        }

        writer.WriteByte(0);
        if (value.IsEmpty)
            writer.WriteVarint(SlotTag.Null);
        else
            _segment.Write(ref writer, value.Span);
    }

    public override ReadOnlyMemory<T> Read(ref GraphReader reader)
    {
        var kind = reader.ReadByte();
        if (kind == 0)
            return _segment.Read(ref reader);
        if (kind != 1 || typeof(T) != typeof(char))
            reader.Refuse("A ReadOnlyMemory is neither part of an array nor of a string");
        var length = reader.ReadCount(sizeof(char));
        var text = new string(MemoryMarshal.Cast<byte, char>(reader.ReadBytes(length * sizeof(char))));
        return (ReadOnlyMemory<T>)(object)text.AsMemory();
    }

    public override bool Same(ref GraphComparer comparer, in ReadOnlyMemory<T> value)
    {
        if (IsText(in value, out var text))
        {
            return comparer.SameByte(1) && comparer.SameVarint((uint)text.Length) && comparer.SameBytes(MemoryMarshal.AsBytes(text));
        }

        return comparer.SameByte(0)
            && (value.IsEmpty ? comparer.SameVarint(SlotTag.Null) : _segment.Same(ref comparer, value.Span));
    }

    private static bool IsText(in ReadOnlyMemory<T> value, out ReadOnlySpan<char> text)
    {
        text = default;
        if (typeof(T) != typeof(char) || value.IsEmpty)
            return false;
        var characters = Unsafe.As<ReadOnlyMemory<T>, ReadOnlyMemory<char>>(ref Unsafe.AsRef(in value));
        if (!MemoryMarshal.TryGetString(characters, out _, out _, out _))
            return false;
        text = characters.Span;
        return true;
    }
}
