using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tidemark.Graph.Codecs.Objects;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>
/// Types without references or padding whose memory is their form: numbers, enums, <see cref="Guid"/>, <see cref="DateTime"/> and the like.
/// Many of them in a row are one memory copy and one memory compare.
/// </summary>
internal sealed class FixedCodec<T, TRule> : Codec<T>, IElements<T>, IContent, IFixedCodec
    where T : unmanaged
    where TRule : struct, IBitRule<T>
{
    private const int Block = 8192;

    public override int MinSize => Unsafe.SizeOf<T>();

    public bool IsContent => true;

    public FixedForm Form { get; } = new BlockForm(
        typeof(T), Unsafe.SizeOf<T>(), TRule.AllowsAll ? null : typeof(FixedCodec<T, TRule>).GetMethod(nameof(Checked)));

    /// <summary>The value as it is, if its bits are allowed.</summary>
    public static T Checked(T value, ref GraphReader reader)
    {
        if (!TRule.Allows(in value))
            Refuse(ref reader);
        return value;
    }

    public override void Write(ref GraphWriter writer, in T value) => writer.WriteFixed(value);

    public override T Read(ref GraphReader reader) => Checked(reader.ReadFixed<T>(), ref reader);

    public override bool Same(ref GraphComparer comparer, in T value) => comparer.SameFixed(value);

    public void Write(ref GraphWriter writer, ReadOnlySpan<T> values)
    {
        if ((long)values.Length * Unsafe.SizeOf<T>() > Array.MaxLength)
            throw new GraphException($"{values.Length} elements of {Unsafe.SizeOf<T>()} bytes are more than a payload can hold.");
        writer.WriteBytes(MemoryMarshal.AsBytes(values));
    }

    public void Read(ref GraphReader reader, Span<T> values)
    {
        // The count was claimed against the payload, so the product is no larger than it.
        reader.ReadBytes(values.Length * Unsafe.SizeOf<T>()).CopyTo(MemoryMarshal.AsBytes(values));
        if (TRule.AllowsAll)
            return;
        foreach (ref readonly var value in values)
        {
            if (!TRule.Allows(in value))
                Refuse(ref reader);
        }
    }

    public bool Same(ref GraphComparer comparer, ReadOnlySpan<T> values)
    {
        if ((long)values.Length * Unsafe.SizeOf<T>() > Array.MaxLength)
            return false;
        var live = MemoryMarshal.AsBytes(values);
        var stored = comparer.Take(live.Length);
        if (stored.Length != live.Length || !comparer.IsRecording)
            return stored.SequenceEqual(live);
        Record(ref comparer, stored, live);
        return true;
    }

    // Each row of elements that differ becomes one piece.
    private static void Record(ref GraphComparer comparer, ReadOnlySpan<byte> stored, ReadOnlySpan<byte> live)
    {
        var size = Unsafe.SizeOf<T>();
        var origin = comparer.Position - stored.Length;
        for (var at = NextDifference(stored, live, 0); at < live.Length; at = NextDifference(stored, live, at))
        {
            at = at / size * size;
            var end = at;
            while (end < live.Length && !stored.Slice(end, size).SequenceEqual(live.Slice(end, size)))
                end += size;
            comparer.ReplaceElements(origin + at, at / size, (end - at) / size, live[at..end]);
            at = end;
        }
    }

    // Whether long spans are equal is found faster than where they are not.
    private static int NextDifference(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> live, int at)
    {
        while (live.Length - at > Block && stored.Slice(at, Block).SequenceEqual(live.Slice(at, Block)))
            at += Block;
        var length = Math.Min(Block, live.Length - at);
        return at + stored.Slice(at, length).CommonPrefixLength(live.Slice(at, length));
    }

    private static void Refuse(ref GraphReader reader) => reader.Refuse($"A {typeof(T).Name} has bits that no {typeof(T).Name} has");
}
