namespace Tidemark.Graph.Patches;

/// <summary>
/// Finds the runs of a value in its baseline. While the two agree, shifted by what was inserted or removed so far, it stays on that
/// <em>line</em>; where they do not, it looks whether they soon agree again, and else for an anchor anywhere near.
/// </summary>
internal ref partial struct RunFinder
{
    // A run elsewhere costs a splice on either side.
    private const int ShortestJump = 12;

    // So much on the line settles the matter without an index.
    private const int LongRun = 256;

    // How far a change of the same length is followed on the line before the index is asked.
    private const int Ahead = 32;

    // So often; then it is cheaper to have the index, and safer where records are alike.
    private const int MostStays = 32;

    // How much of what was matched before a better run may take back.
    private const int Lookback = 256;

    // The part of the baseline that is searched, as a multiple of what has to be found: the cost follows the change.
    private const int Reach = 64;

    private readonly ReadOnlySpan<byte> _baseline;
    private readonly ReadOnlySpan<byte> _value;
    private RunList _runs;
    private BlockIndex _index;
    private int _prefix;
    private int _end;
    private int _shift;
    private int _stays;

    public RunFinder(ReadOnlySpan<byte> baseline, ReadOnlySpan<byte> value)
    {
        _baseline = baseline;
        _value = value;
    }

    public readonly ReadOnlySpan<Run> Runs => _runs.Runs;

    /// <summary>How many words were looked up or compared: what the law of linear time counts.</summary>
    public long Work { get; private set; }

    /// <summary>Finds the runs; false if too much of the value is in none, so that a patch cannot be worth it.</summary>
    public bool Find(int prefix)
    {
        var suffix = CommonEnds.SuffixLength(_baseline[prefix..], _value[prefix..]);
        (_prefix, _end) = (prefix, _value.Length - suffix);
        _runs.Add(new Run(0, 0, prefix));
        var worth = _end - prefix <= ShortestJump || Search();
        _runs.Add(new Run(_end, _baseline.Length - suffix, suffix));
        return worth;
    }

    public readonly void Dispose()
    {
        _index.Dispose();
        _runs.Dispose();
    }

    private bool Search()
    {
        var (at, quiet) = (_prefix, _prefix);
        while (at + BlockIndex.Word <= _end)
        {
            if (at == _runs.End && StaysOnLine(at))
            {
                at = _runs.End;
                continue;
            }

            if (at >= quiet)
            {
                var jump = FindJump(at);
                if (jump.Length > 0 && IsBetterThanLine(jump))
                {
                    _runs.CutAt(jump.Start);
                    _runs.Add(jump);
                    _shift = jump.Source - jump.Start;
                    quiet = at = jump.End;
                    continue;
                }

                quiet = Math.Max(at + Stride(at - _runs.End), Math.Min(jump.End, at + LongRun));
            }

            if (RunOnLine(at) is > 0 and var length)
            {
                _runs.Add(new Run(at, at + _shift, length));
                at += length;
                continue;
            }

            at++;
            if (at - _runs.Covered > (_value.Length / 2) + Lookback)
                return false;
        }

        return true;
    }

    // In long stretches of new bytes ever fewer words are looked up, as LZ4 does: a long run shows all the same.
    private static int Stride(int literal) => BlockIndex.Word * Math.Min(1 + (literal >> 12), 8);

    // A change in place, with much that is equal after it, needs no index.
    private bool StaysOnLine(int at)
    {
        for (var ahead = at; ahead < at + Ahead && ahead + BlockIndex.Word <= _end; ahead++)
        {
            var length = RunOnLine(ahead);
            if (length == 0)
                continue;
            if (length < LongRun || _stays == MostStays || IsMonotonous(ahead))
                return false;
            _runs.Add(new Run(ahead, ahead + _shift, length));
            _stays++;
            return true;
        }

        return false;
    }

    // One byte or number over and over agrees on many lines.
    private readonly bool IsMonotonous(int at)
    {
        var run = _value.Slice(at, LongRun);
        return run[BlockIndex.Word..].CommonPrefixLength(run) > LongRun - (3 * BlockIndex.Word);
    }

    private int RunOnLine(int at)
    {
        Work++;
        var source = at + _shift;
        if (source < 0 || source > _baseline.Length - BlockIndex.Word)
            return 0;
        return BlockIndex.WordAt(_value, at) == BlockIndex.WordAt(_baseline, source) ? LengthOf(at, source) : 0;
    }

    private int LengthOf(int at, int source)
    {
        var length = _baseline[source..].CommonPrefixLength(_value[at.._end]);
        Work += length / BlockIndex.Word;
        return length;
    }
}
