using System.Runtime.InteropServices;
using Tidemark.Graph.Compare;
using Tidemark.Graph.Patches;

namespace Tidemark.Graph.Wire;

/// <summary>
/// What a compare found to be different: ranges of the baseline, in its order, each with the bytes that take its place. The bytes lie one
/// after the other in the buffer of <see cref="Pieces"/>.
/// </summary>
internal sealed class ChangeRecord(WriteScratch pieces)
{
    // Shorter ones cost less as they are than the splices that would save a part of them.
    private const int WorthAligning = 24;

    private readonly List<Range> _ranges = [];

    // Ranges before this one are not extended: somebody may come back to behind them.
    private int _closed;

    public WriteScratch Pieces => pieces;

    public ChangePaths Paths { get; } = new();

    public int Count => _ranges.Count;

    /// <summary>How many bytes of <see cref="Pieces"/> are taken.</summary>
    public int PiecesLength { get; private set; }

    /// <summary>
    /// The bytes from <paramref name="start"/> to <paramref name="end"/> become those that were written behind <see cref="PiecesLength"/>.
    /// </summary>
    public void Add(int start, int end, int piecesLength)
    {
        var piece = PiecesLength;
        PiecesLength = piecesLength;
        if (_ranges.Count > _closed && _ranges is [.., var last] && last.End == start)
            _ranges[^1] = last with { End = end, PieceEnd = piecesLength };
        else
            _ranges.Add(new Range(start, end, piece, piecesLength));
    }

    /// <summary>Room for a piece of known size, which takes the place of as many bytes.</summary>
    public Span<byte> Add(int start, int size)
    {
        var end = PiecesLength + size;
        if (pieces.Buffer.Length < end)
            pieces.Grow(PiecesLength, size);
        Add(start, start + size, end);
        return pieces.Buffer.AsSpan(end - size, size);
    }

    /// <summary>The byte at <paramref name="start"/>, which lies before all that has changed, becomes another one.</summary>
    public void AddFirst(int start, byte value)
    {
        Add(start, 1)[0] = value;
        var range = _ranges[^1];
        _ranges.RemoveAt(_ranges.Count - 1);
        _ranges.Insert(0, range);
    }

    /// <summary>Where the record is, to come back to. What is added from now on stays apart from what is there.</summary>
    public RecordMark Mark() => new(_closed = _ranges.Count, Paths.Count, PiecesLength);

    public void Rewind(in RecordMark mark)
    {
        if (_ranges.Count > mark.Ranges)
            _ranges.RemoveRange(mark.Ranges, _ranges.Count - mark.Ranges);
        Paths.TruncateTo(mark.Paths);
        PiecesLength = mark.Pieces;
    }

    public void Reset()
    {
        _ranges.Clear();
        Paths.TruncateTo(0);
        PiecesLength = _closed = 0;
        pieces.Reset();
    }

    /// <summary>The patch, or null if it is longer than half of the value.</summary>
    public Patch? MakePatch(ReadOnlySpan<byte> baseline)
    {
        // The version of the baseline vouches for it, so the patch need not bear a fingerprint. It is put together behind the pieces.
        var writer = new PatchWriter(baseline.Length, null, pieces.Buffer.AsSpan(PiecesLength));
        try
        {
            var done = 0;
            foreach (ref readonly var range in CollectionsMarshal.AsSpan(_ranges))
            {
                writer.Copy(done, range.Start - done);
                Write(ref writer, baseline, in range);
                done = range.End;
            }

            writer.Copy(done, baseline.Length - done);
            return writer.End();
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>The value that the changes make of the baseline.</summary>
    public byte[] MakeValue(ReadOnlySpan<byte> baseline)
    {
        var value = GC.AllocateUninitializedArray<byte>(LengthAfter(baseline.Length));
        var rest = value.AsSpan();
        var done = 0;
        foreach (ref readonly var range in CollectionsMarshal.AsSpan(_ranges))
        {
            baseline[done..range.Start].CopyTo(rest);
            rest = rest[(range.Start - done)..];
            PieceOf(in range).CopyTo(rest);
            rest = rest[range.PieceLength..];
            done = range.End;
        }

        baseline[done..].CopyTo(rest);
        return value;
    }

    private int LengthAfter(int length)
    {
        foreach (ref readonly var range in CollectionsMarshal.AsSpan(_ranges))
            length += range.PieceLength - (range.End - range.Start);
        return length;
    }

    // A string or a collection that was written again often has most of its bytes still.
    private void Write(ref PatchWriter writer, ReadOnlySpan<byte> baseline, ref readonly Range range)
    {
        var piece = PieceOf(in range);
        var before = baseline[range.Start..range.End];
        if (Math.Min(before.Length, piece.Length) < WorthAligning)
            writer.Insert(piece);
        else
            WriteAligned(ref writer, before, piece, range.Start);
    }

    private static void WriteAligned(ref PatchWriter writer, scoped ReadOnlySpan<byte> before, scoped ReadOnlySpan<byte> piece, int start)
    {
        // The first byte of a text or a collection counts, so it may be the only one that differs from what was there.
        var skipped = before[0] == piece[0] ? 0 : 1;
        writer.Insert(piece[..skipped]);
        before = before[skipped..];
        piece = piece[skipped..];
        start += skipped;
        var finder = new RunFinder(before, piece);
        try
        {
            finder.Find(before.CommonPrefixLength(piece));
            var done = 0;
            foreach (var run in finder.Runs)
            {
                writer.Insert(piece[done..run.Start]);
                writer.Copy(start + run.Source, run.Length);
                done = run.End;
            }

            writer.Insert(piece[done..]);
        }
        finally
        {
            finder.Dispose();
        }
    }

    private ReadOnlySpan<byte> PieceOf(ref readonly Range range) => pieces.Buffer.AsSpan(range.Piece, range.PieceLength);

    private readonly record struct Range(int Start, int End, int Piece, int PieceEnd)
    {
        public int PieceLength => PieceEnd - Piece;
    }
}

/// <summary>A place in a record to come back to.</summary>
internal readonly record struct RecordMark(int Ranges, int Paths, int Pieces);
