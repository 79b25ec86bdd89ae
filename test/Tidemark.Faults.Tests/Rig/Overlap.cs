using Tidemark.Faults.Node;

namespace Tidemark.Faults.Tests.Rig;

internal static class Overlap
{
    /// <summary>How many visits there were at once, at most.</summary>
    public static int Most(IEnumerable<Visit> visits)
    {
        var (inside, most) = (0, 0);

        // One that leaves at the very moment when another enters leaves first.
        var steps = visits.SelectMany(visit => new[] { (At: visit.Entered, Step: 1), (At: visit.Left, Step: -1) });
        foreach (var (_, step) in steps.OrderBy(step => step.At).ThenBy(step => step.Step))
            most = Math.Max(most, inside += step);
        return most;
    }
}
