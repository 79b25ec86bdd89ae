using System.Buffers;

namespace Tidemark.Graph.Patches;

/// <summary>Runs in the order of the value, none overlapping, in pooled memory. What lies between them is not in the baseline.</summary>
internal ref struct RunList
{
    // A run cut to fewer bytes than this costs as much as the bytes themselves.
    private const int Shortest = 8;

    private Run[]? _runs;
    private int _count;

    /// <summary>How many bytes of the value are in runs.</summary>
    public int Covered { get; private set; }

    public readonly int End => _count == 0 ? 0 : _runs![_count - 1].End;

    public readonly ReadOnlySpan<Run> Runs => _runs.AsSpan(0, _count);

    public void Add(Run run)
    {
        if (run.Length == 0)
            return;
        if (_runs is null || _count == _runs.Length)
            Grow();
        _runs![_count++] = run;
        Covered += run.Length;
    }

    /// <summary>Takes back what the runs say about the value from here on, and short remains.</summary>
    public void CutAt(int start)
    {
        while (_count > 0 && _runs![_count - 1].End > start)
        {
            var last = _runs[--_count];
            Covered -= last.Length;
            if (start - last.Start >= Shortest)
                Add(last with { Length = start - last.Start });
        }
    }

    public readonly void Dispose()
    {
        if (_runs is not null)
            ArrayPool<Run>.Shared.Return(_runs);
    }

    private void Grow()
    {
        var larger = ArrayPool<Run>.Shared.Rent(Math.Max(32, _count * 2));
        Runs.CopyTo(larger);
        Dispose();
        _runs = larger;
    }
}
