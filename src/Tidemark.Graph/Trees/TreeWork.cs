namespace Tidemark.Graph.Trees;

/// <summary>
/// What a compare has done. The walk and the hashes are linear in the size of both trees; what was tried and taken back, or hashed again, is
/// charged to one budget, which grows with the rest.
/// </summary>
internal sealed class TreeWork
{
    private const long MostWasted = 1 << 18;
    private const int WastedPerStep = 4;
    private const int BytesPerStep = 64;

    private long _bytes;
    private long _wasted;
    private long _settled;

    /// <summary>How many values were looked at.</summary>
    public long Values { get; private set; }

    /// <summary>As <see cref="Values"/>, where one that is long counts more than once.</summary>
    public long Steps => Values + (_bytes / BytesPerStep);

    /// <summary>Whether there is no more to waste: then what would have to be tried counts as different.</summary>
    public bool IsSpent => Remaining <= 0;

    /// <summary>After how many steps a try that begins now has to end.</summary>
    public long Deadline => Steps + Math.Max(Remaining, 0);

    private long Remaining => MostWasted + (WastedPerStep * (Steps - _wasted)) - _wasted;

    public void Step(int values = 1) => Values += values;

    /// <summary>Counts what a long value costs besides.</summary>
    public void Read(int bytes) => _bytes += bytes;

    /// <summary>The beginning of something that may be for nothing.</summary>
    public WorkMark Mark() => new(Steps, _settled);

    /// <summary>What was done since was for nothing.</summary>
    public void Waste(WorkMark since) => _wasted += Settle(since);

    /// <summary>What was done since is of use, whatever becomes of the try that it was done in.</summary>
    public void Keep(WorkMark since) => Settle(since);

    private long Settle(WorkMark since)
    {
        var open = Steps - since.Steps - (_settled - since.Settled);
        _settled += open;
        return open;
    }
}

/// <summary>How much was done at some time, and how much of it was charged or excused.</summary>
internal readonly record struct WorkMark(long Steps, long Settled);
