using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Replicas;

namespace Tidemark.Simulation.Tests;

/// <summary>As <see cref="PlantedBugTests"/>, for bugs that take a primary and a replica.</summary>
public sealed class ReplicaBugTests(ITestOutputHelper output)
{
    private const int MostSeeds = 300;

    // About one run in a thousand gives a node the occasion: so this one begins where there is such a run.
    private const int FirstSeedOfLostHistory = 1000;

    public static TheoryData<string, string> Cases =>
    [
        (nameof(PlantedBug.MarkTooEarly), nameof(Law.Feed)),
        (nameof(PlantedBug.ForgetGone), nameof(Law.Feed)),
        (nameof(PlantedBug.GrantInReplica), nameof(Law.OnePrimary)),
        (nameof(PlantedBug.CopyOnAnyVersion), nameof(Law.Replica)),
        (nameof(PlantedBug.CopyInAnyEpoch), nameof(Law.OnePrimary)),
        (nameof(PlantedBug.MindNoGap), nameof(Law.Kept)),
        (nameof(PlantedBug.SaveTooSoon), nameof(Law.Replica)),
        (nameof(PlantedBug.TrustLostHistory), nameof(Law.Append)),
        (nameof(PlantedBug.LeaveNobodyTime), nameof(Law.Kept)),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_planted_bug_is_caught(string planted, string broken)
    {
        var (bug, law) = (Enum.Parse<PlantedBug>(planted), Enum.Parse<Law>(broken));
        var first = bug == PlantedBug.TrustLostHistory ? FirstSeedOfLostHistory : 1;
        for (var seed = first; seed < first + MostSeeds; seed++)
        {
            if (ReplicaRun.Of(seed, bug).Findings.FirstOrDefault(found => found.Law == law) is not { } finding)
                continue;
            output.WriteLine($"{bug} is caught by seed {seed}: {finding}");
            return;
        }

        Assert.Fail($"No seed from {first} to {first + MostSeeds - 1} sees {bug} break {law}.");
    }

    [Theory]
    [InlineData(nameof(PlantedBug.MarkTooEarly), nameof(Law.Replica))]
    [InlineData(nameof(PlantedBug.ForgetGone), nameof(Law.Replica))]
    public void What_a_feed_forgets_its_replica_lacks(string bug, string law) => Assert.Contains(
        Enumerable.Range(1, MostSeeds),
        seed => ReplicaRun.Of(seed, Enum.Parse<PlantedBug>(bug)).Findings.Any(found => found.Law == Enum.Parse<Law>(law)));
}
