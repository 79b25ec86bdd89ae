using Tidemark.Load.Apps;
using Tidemark.Load.Driving;
using Tidemark.Load.Servers;

namespace Tidemark.Load.Runs;

/// <summary>Lets the contestants of one contest have their turns, and verifies what they answered.</summary>
internal sealed class ContestRun(Contest contest, Fleet fleet, ILoadDriver driver, Timing timing)
{
    public async Task<ContestResult> RunAsync()
    {
        var lanes = new List<Lane>();
        foreach (var contestant in contest.Contestants)
            lanes.Add(await EnterAsync(contestant));
        await using var wire = await fleet.Redis.ConnectAsync();
        for (var round = 0; round < timing.Rounds; round++)
        {
            foreach (var lane in lanes)
            {
                // Who answers before it stores has still to send what its last answers were about, and that is not the next one's.
                await Task.Delay(timing.Pause);
                var before = await RedisCounts.TakeAsync(wire);
                lane.Turns.Add(await DriveAsync(lane, timing.Turn));
                await Task.Delay(timing.Pause);
                lane.Redis += await RedisCounts.TakeAsync(wire) - before;
            }
        }

        var scores = new List<Score>();
        foreach (var lane in lanes)
            scores.Add(new Score(lane.Contestant, lane.Turns, lane.Redis, contest.Work == Work.Write ? await CountLostAsync(lane) : 0));
        return new ContestResult(contest, scores);
    }

    private async Task<Lane> EnterAsync(Contestant contestant)
    {
        var targets = fleet.Targets(contestant.App, contest.Routing);
        var sessions = contestant.App.HasSessions ? await SessionSet.FillAsync(targets[0], contest.Size) : SessionSet.Dummy(contest.Size);
        var lane = new Lane(contestant, targets, sessions);
        await DriveAsync(lane, timing.WarmUp);
        return lane;
    }

    private async Task<LoadResult> DriveAsync(Lane lane, TimeSpan duration)
    {
        var result = await driver.RunAsync(new LoadOrder(lane.Targets, lane.Contestant.Path, lane.Sessions.Cookies, duration));
        if (result.Failures > 0 || result.Answers == 0)
            throw new InvalidOperationException(
                $"{contest.Routing} {contest.Name}, {lane.Contestant.App.Name}: {result.Answers} answers, of which {result.Failures} were not 200.");
        lane.Heard += result.Answers;
        lane.MostUnheard += result.MostUnheard;
        return result;
    }

    private static async Task<long> CountLostAsync(Lane lane)
    {
        if (!lane.Contestant.App.HasSessions)
            return 0;
        var stored = await lane.Sessions.SumAsync(lane.Targets[0]) - SessionSet.Count * lane.Sessions.Size.FirstSum;
        var lost = Math.Max(0, lane.Heard - stored);
        if (stored > lane.Heard + lane.MostUnheard || (lost > 0 && lane.Contestant.App.Kind == AppKind.Tidemark))
            throw new InvalidOperationException(
                $"{lane.Contestant.App.Name} answered {lane.Heard} writes ({lane.MostUnheard} more may have been sent), and its sessions hold {stored}.");
        return lost;
    }

    /// <summary>One contestant on its way.</summary>
    private sealed class Lane(Contestant contestant, IReadOnlyList<Uri> targets, SessionSet sessions)
    {
        public Contestant Contestant => contestant;

        public IReadOnlyList<Uri> Targets => targets;

        public SessionSet Sessions => sessions;

        public List<LoadResult> Turns { get; } = [];

        public RedisCounts Redis { get; set; } = RedisCounts.Nothing;

        public long Heard { get; set; }

        public int MostUnheard { get; set; }
    }
}
