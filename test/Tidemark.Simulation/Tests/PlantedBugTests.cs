using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Runs;

namespace Tidemark.Simulation.Tests;

/// <summary>A checker that catches nothing proves nothing: each bug is planted, and must be caught, by the law that it breaks.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const int MostSeeds = 300;

    public static TheoryData<string, string> Cases =>
    [
        (nameof(PlantedBug.SkipTokenCheck), nameof(Law.Fence)),
        (nameof(PlantedBug.ReuseToken), nameof(Law.Fence)),
        (nameof(PlantedBug.LoseWaiter), nameof(Law.Liveness)),
        (nameof(PlantedBug.ForgetCommitIds), nameof(Law.Chain)),
        (nameof(PlantedBug.ForgetTombstones), nameof(Law.Linearizable)),
        (nameof(PlantedBug.AcknowledgeTooEarly), nameof(Law.Honest)),
        (nameof(PlantedBug.KeepEnded), nameof(Law.Ended)),
        (nameof(PlantedBug.IgnoreTag), nameof(Law.Chain)),
        (nameof(PlantedBug.ApplyTwice), nameof(Law.Chain)),
        (nameof(PlantedBug.ReadStale), nameof(Law.Linearizable)),
        (nameof(PlantedBug.CommitAfterRelease), nameof(Law.Liveness)),
        (nameof(PlantedBug.ForgetHeartbeatMargin), nameof(Law.Trust)),
        (nameof(PlantedBug.MixAnswers), nameof(Law.Mixing)),
        (nameof(PlantedBug.SendUnchanged), nameof(Law.Minimal)),
        (nameof(PlantedBug.LosePatch), nameof(Law.Linearizable)),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_planted_bug_is_caught(string planted, string broken)
    {
        var (bug, law) = (Enum.Parse<PlantedBug>(planted), Enum.Parse<Law>(broken));
        for (var seed = 1; seed <= MostSeeds; seed++)
        {
            if (SimulationRun.Of(seed, bug).Findings.FirstOrDefault(found => found.Law == law) is not { } finding)
                continue;
            output.WriteLine($"{bug} is caught by seed {seed}: {finding}");
            return;
        }

        Assert.Fail($"No seed up to {MostSeeds} sees {bug} break {law}.");
    }

    [Fact]
    public void Every_bug_has_a_case() => Assert.Equal(
        Enum.GetNames<PlantedBug>().Where(name => name != nameof(PlantedBug.None)), Cases.Concat(ReplicaBugTests.Cases).Select(row => row.Data.Item1));

    [Theory]
    [InlineData(nameof(PlantedBug.ForgetCommitIds), nameof(Law.Honest), 300)]
    [InlineData(nameof(PlantedBug.AcknowledgeTooEarly), nameof(Law.Append), 100)]
    public void A_bug_is_seen_from_more_than_one_side(string bug, string law, int seeds) => Assert.Contains(
        Enumerable.Range(1, seeds),
        seed => SimulationRun.Of(seed, Enum.Parse<PlantedBug>(bug)).Findings.Any(found => found.Law == Enum.Parse<Law>(law)));
}
