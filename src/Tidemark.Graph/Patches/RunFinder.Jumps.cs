namespace Tidemark.Graph.Patches;

internal ref partial struct RunFinder
{
    // Bounds the work on repetitive data; the first places of a chain reach furthest there.
    private const int MostTried = 16;

    // Long enough to look no further.
    private const int Plenty = 4096;

    // The bytes of a splice on the line without what it inserts, and what a jump must save to be better.
    private const int SpliceCost = 3;
    private const int JumpCost = 8;

    /// <summary>
    /// The longest run elsewhere in the baseline that holds one of the next words, extended both ways; empty if none is worth a jump.
    /// As many words as the steps of the index are wide: a run that is there shows in one of them.
    /// </summary>
    private Run FindJump(int at)
    {
        if (!_index.IsBuilt)
            _index = IndexNearby();
        var index = _index;
        var value = _value;
        var best = default(Run);
        var end = Math.Min(at + BlockIndex.Word, _end - BlockIndex.Word + 1);
        Work += end - at;
        for (; at < end && best.Length < Plenty; at++)
        {
            var word = BlockIndex.WordAt(value, at);
            var block = index.First(word);
            if (block >= 0)
                best = LongestOf(block, word, at, best);
        }

        var gained = best.End - Math.Max(best.Start, _runs.End);
        return gained < ShortestJump ? default : best;
    }

    private Run LongestOf(int block, ulong word, int at, Run best)
    {
        for (var tried = 0; block >= 0 && tried < MostTried && best.Length < Plenty; tried++, block = _index.After(block))
        {
            Work++;
            var source = _index.PlaceOf(block);
            var isKnown = source - at == _shift || (at < best.End && source - at == best.Source - best.Start);
            if (isKnown || BlockIndex.WordAt(_baseline, source) != word)
                continue;
            var run = ExtendBack(new Run(at, source, LengthOf(at, source)));
            if (run.Length > best.Length || (run.Length == best.Length && IsNearer(source, best.Source, at)))
                best = run;
        }

        return best;
    }

    private readonly bool IsNearer(int source, int other, int at) => Math.Abs((long)source - at - _shift) < Math.Abs((long)other - at - _shift);

    private Run ExtendBack(Run run)
    {
        var floor = Math.Max(_prefix, _runs.End - Lookback);
        var back = CommonEnds.SuffixLength(_baseline[..run.Source], _value[floor..run.Start]);
        Work += back / BlockIndex.Word;
        return new Run(run.Start - back, run.Source - back, run.Length + back);
    }

    private BlockIndex IndexNearby()
    {
        var reach = (long)Reach * (_end - _prefix);
        var suffix = _value.Length - _end;
        var start = (int)Math.Max(0, _prefix - reach);
        var end = (int)Math.Min(_baseline.Length, _baseline.Length - suffix + reach);
        Work += (end - start) / BlockIndex.Word;
        return new BlockIndex(_baseline, start, end);
    }

    private bool IsBetterThanLine(Run jump)
    {
        var start = Math.Max(jump.Start, _runs.End);
        var end = Math.Min(jump.End, start + Plenty);
        var cost = 0;
        for (var at = start; at < end && cost <= JumpCost; at++)
        {
            var source = at + _shift;
            var equal = (uint)source < (uint)_baseline.Length ? _baseline[source..].CommonPrefixLength(_value[at..end]) : 0;
            Work += 1 + (equal / BlockIndex.Word);
            at += equal;
            if (at < end)
                cost += equal > 0 || at == start ? SpliceCost + 1 : 1;
        }

        return cost > JumpCost;
    }
}
