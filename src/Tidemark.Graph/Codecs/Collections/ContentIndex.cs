using System.Buffers;
using System.Runtime.InteropServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// Finds live values by the bytes they are written as, each once. The bytes are what a value is to a baseline: equality, hash codes and
/// orders that somebody wrote, which may be coarser or finer than that, have no say.
/// </summary>
internal ref struct ContentIndex<T>
{
    private const int None = -1;
    private const int Taken = -2;

    private readonly Codec<T> _codec;
    private readonly WriteScratch _scratch;
    private readonly int[] _room;
    private readonly int _mask;

    // Values of the same bytes are a group; its representative is the last of them.
    private readonly Span<int> _ends;
    private readonly Span<int> _nextSame;
    private readonly Span<int> _nextGroup;
    private readonly Span<int> _firstOfGroup;
    private readonly Span<int> _buckets;
    private GraphWriter _writer;
    private int _count;

    /// <summary>Room for <paramref name="count"/> values, for the caller to add; then <see cref="Build"/>.</summary>
    public ContentIndex(Codec<T> codec, int count, ITypeScope scope)
    {
        _codec = codec;
        _scratch = Scratch<WriteScratch>.Take();
        _scratch.Scope = scope;
        _writer = new GraphWriter(_scratch, numbered: false);
        var buckets = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(count, 4));
        _mask = buckets - 1;
        _room = ArrayPool<int>.Shared.Rent((4 * count) + buckets);
        _ends = _room.AsSpan(0, count);
        _nextSame = _room.AsSpan(count, count);
        _nextGroup = _room.AsSpan(2 * count, count);
        _firstOfGroup = _room.AsSpan(3 * count, count);
        _buckets = _room.AsSpan(4 * count, buckets);
    }

    public void Add(in T value)
    {
        _codec.Write(ref _writer, in value);
        _ends[_count++] = _writer.Length;
    }

    /// <summary>Makes what was added findable. From the back, so that those of the same bytes are found front to back.</summary>
    public readonly void Build()
    {
        _buckets.Fill(None);
        for (var at = _count - 1; at >= 0; at--)
        {
            var bytes = BytesOf(at);
            ref var bucket = ref _buckets[HashOf(bytes) & _mask];
            var group = Find(bucket, bytes);
            if (group == None)
            {
                _nextGroup[at] = bucket;
                bucket = group = at;
                _firstOfGroup[at] = None;
            }

            _nextSame[at] = _firstOfGroup[group];
            _firstOfGroup[group] = at;
        }
    }

    /// <summary>Finds and takes the first value of these bytes at <paramref name="from"/> or behind it.</summary>
    public readonly bool TryTake(ReadOnlySpan<byte> bytes, int from, out int at)
    {
        at = None;
        var group = Find(_buckets[HashOf(bytes) & _mask], bytes);
        if (group == None)
            return false;
        ref var first = ref _firstOfGroup[group];
        while (first != None && first < from)
            first = _nextSame[first];
        if (first == None)
            return false;
        at = first;
        first = _nextSame[at];
        _nextSame[at] = Taken;
        return true;
    }

    public readonly bool IsTaken(int at) => _nextSame[at] == Taken;

    public readonly void Dispose()
    {
        ArrayPool<int>.Shared.Return(_room);
        _scratch.Reset();
        Scratch<WriteScratch>.Give(_scratch);
    }

    // The hash of texts is the one that the framework keys by a secret of the process: whoever chooses keys cannot make them collide.
    private static int HashOf(ReadOnlySpan<byte> bytes)
    {
        var hash = string.GetHashCode(MemoryMarshal.Cast<byte, char>(bytes));
        return bytes.Length % 2 == 0 ? hash : HashCode.Combine(hash, bytes[^1]);
    }

    private readonly int Find(int group, ReadOnlySpan<byte> bytes)
    {
        while (group != None && !BytesOf(group).SequenceEqual(bytes))
            group = _nextGroup[group];
        return group;
    }

    private readonly ReadOnlySpan<byte> BytesOf(int at)
    {
        var start = at == 0 ? 0 : _ends[at - 1];
        return _scratch.Buffer.AsSpan(start, _ends[at] - start);
    }
}
