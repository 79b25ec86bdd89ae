namespace Tidemark.Graph.Trees;

/// <summary>
/// What a compare has done. The walk itself is linear in the size of both trees; what was tried and taken back is charged to one budget, as
/// in a compare with a live graph.
/// </summary>
internal sealed class TreeWork
{
    /// <summary>How many steps may be for nothing.</summary>
    public const long MostWasted = 1 << 18;

    public long Steps { get; set; }

    public long Wasted { get; private set; }

    /// <summary>Whether there is no more to waste: then what would have to be tried counts as different.</summary>
    public bool IsSpent => Wasted >= MostWasted;

    /// <summary>After how many steps a try that begins now has to end.</summary>
    public long Deadline => Steps + MostWasted - Wasted;

    public void Waste(long steps) => Wasted += steps;
}
