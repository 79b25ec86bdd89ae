using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidemark.Graph.Patches;

/// <summary>
/// Where in a part of the baseline a word of 8 bytes stands, for words at regular steps. Of equal words in a row only the first is kept:
/// the others follow by extension. Work memory is pooled and bounded, by wider steps in large parts.
/// </summary>
internal readonly ref struct BlockIndex
{
    public const int Word = 8;

    private const int MostBlocks = 1 << 19;

    private readonly ReadOnlySpan<byte> _baseline;
    private readonly int[] _heads;
    private readonly int[] _next;
    private readonly int _start;
    private readonly int _step;
    private readonly int _shift;

    public BlockIndex(ReadOnlySpan<byte> baseline, int start, int end)
    {
        _baseline = baseline;
        _start = start;
        _step = Math.Max(Word, ((end - start) / MostBlocks) + 1);
        var blocks = end - start < Word ? 0 : ((end - start - Word) / _step) + 1;
        var buckets = (int)BitOperations.RoundUpToPowerOf2(Math.Max(2, (uint)blocks * 4));
        _shift = 64 - BitOperations.Log2((uint)buckets);
        _heads = ArrayPool<int>.Shared.Rent(buckets);
        _next = ArrayPool<int>.Shared.Rent(blocks);
        _heads.AsSpan(0, buckets).Fill(-1);

        // Backwards, so that a chain begins with the first place.
        ulong before = 0;
        for (var block = blocks - 1; block >= 0; block--)
        {
            var word = WordAt(_baseline, _start + (block * _step));
            ref var head = ref _heads[BucketOf(word)];
            _next[block] = head >= 0 && word == before && head == block + 1 ? _next[head] : head;
            head = block;
            before = word;
        }
    }

    public bool IsBuilt => _heads is not null;

    public static ulong WordAt(ReadOnlySpan<byte> bytes, int at) => MemoryMarshal.Read<ulong>(bytes[at..]);

    /// <summary>The first place of words like this one, or -1. Other words may share its chain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int First(ulong word) => _heads[BucketOf(word)];

    public int After(int block) => _next[block];

    public int PlaceOf(int block) => _start + (block * _step);

    public void Dispose()
    {
        if (!IsBuilt)
            return;
        ArrayPool<int>.Shared.Return(_heads);
        ArrayPool<int>.Shared.Return(_next);
    }

    // Fibonacci hashing: the multiplier is 2 to the 64 over the golden ratio.
    private int BucketOf(ulong word) => (int)((word * 0x9E3779B97F4A7C15) >> _shift);
}
