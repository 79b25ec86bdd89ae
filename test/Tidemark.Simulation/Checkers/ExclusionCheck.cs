namespace Tidemark.Simulation.Checkers;

/// <summary>
/// The time in which one request had a session and stored something in it: from when it got the session to when the store took the last
/// thing of it.
/// </summary>
internal sealed record Stay(int Request, int Node, bool IsExclusive, long From, long To);

/// <summary>
/// Two requests that both had their changes accepted never had the session at the same time: not on two nodes, whatever their access,
/// and not on one if either is exclusive.
/// </summary>
internal static class ExclusionCheck
{
    public static IEnumerable<string> FindFaults(IEnumerable<Stay> stays)
    {
        var sorted = stays.OrderBy(stay => stay.From).ToArray();
        for (var first = 0; first < sorted.Length; first++)
        {
            for (var second = first + 1; second < sorted.Length && sorted[second].From < sorted[first].To; second++)
            {
                var (one, other) = (sorted[first], sorted[second]);
                if (one.Node != other.Node || one.IsExclusive || other.IsExclusive)
                {
                    yield return $"r{one.Request} on node {one.Node} had the session until {Text(one.To)}, "
                        + $"and r{other.Request} on node {other.Node} had it from {Text(other.From)}; both were accepted";
                }
            }
        }
    }

    private static string Text(long ticks) => $"{TimeSpan.FromTicks(ticks).TotalMilliseconds:F3} ms";
}
