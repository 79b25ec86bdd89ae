using FsCheck;
using FsCheck.Fluent;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Leases;

/// <summary>
/// Clients append to their sessions, each to its own, while the store goes and comes. What was acknowledged is there once, what was refused is not, and what is
/// unknown is there once at most. Nobody waits once the store must be known to be down, and everybody is served soon after it is back.
/// </summary>
public sealed class OutageLaws
{
    private const int Clients = 4;

    private static readonly SessionKey<List<int>> Log = new("log");
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan NodeLease = TimeSpan.FromSeconds(6);

    // A beat begins within a third of the lease, and uses up its time.
    private static readonly TimeSpan UntilKnown = StoreTimeout + (NodeLease / 3) + (2 * Step);

    // A tenth of the lease, and what is owed in turns.
    private static readonly TimeSpan UntilBack = NodeLease / 10 + (5 * Step);

    [Fact]
    public void Outages_cost_nobody_more_than_they_must()
    {
        var span = Gen.Choose(1, 15_000).Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds));
        var outages = Gen.Zip(span, span).ListOf(4).ToArbitrary();
        Prop.ForAll(outages, drawn =>
        {
            var rig = new Rig(options => (options.StoreTimeout, options.NodeLease) = (StoreTimeout, NodeLease));
            OneThread.Run(rig.Time, () => new Run(rig).PlayAsync([.. drawn]), Step);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    private sealed class Run(Rig rig)
    {
        private readonly List<(TimeSpan From, TimeSpan To)> _outages = [];
        private readonly TimeSpan _began = TimeSpan.FromTicks(rig.Time.GetTimestamp());
        private bool _isOver;

        private TimeSpan Now => TimeSpan.FromTicks(rig.Time.GetTimestamp()) - _began;

        public async Task PlayAsync(IReadOnlyList<(TimeSpan Up, TimeSpan Down)> plan)
        {
            await rig.StoreAsync();
            var clients = Enumerable.Range(0, Clients).Select(number => ClientAsync(Step * (37 + (number * 11)))).ToList();
            foreach (var (up, down) in plan)
            {
                await Task.Delay(up, rig.Time);
                _outages.Add((Now, TimeSpan.MaxValue));
                rig.Store.IsDown = true;
                await Task.Delay(down, rig.Time);
                rig.Store.IsDown = false;
                _outages[^1] = (_outages[^1].From, Now);
            }

            _isOver = true;
            await Task.WhenAll(clients);
        }

        private async Task ClientAsync(TimeSpan pause)
        {
            var id = await CreateAsync();
            var answers = new List<CommitFailure?>();
            for (var number = 0; !_isOver; number++)
            {
                await Task.Delay(pause, rig.Time);
                var began = Now;
                answers.Add(await AppendAsync(id, number));
                Check(began, answers[^1]);
            }

            await Task.Delay(NodeLease, rig.Time);
            var log = await rig.StoredAsync(id, Log) ?? [];
            Assert.Equal(log.Distinct(), log);
            foreach (var (number, answer) in answers.Index().Where(answer => answer.Item is not CommitFailure.Unknown))
                Assert.Equal(answer is null, log.Contains(number));
        }

        private void Check(TimeSpan began, CommitFailure? answer)
        {
            var end = Now;
            if (_outages.Any(outage => outage.From + UntilKnown < began && outage.To > end))
                Assert.Equal((began, (CommitFailure?)CommitFailure.Refused), (end, answer));
            if (_outages.All(outage => outage.To < began - UntilBack || outage.From > end))
                Assert.Null(answer);
        }

        private async Task<SessionId> CreateAsync()
        {
            await using var session = rig.First.Create();
            await session.SetAsync(Log, []);
            await session.CompleteAsync();
            return session.Id;
        }

        // Null if it was acknowledged.
        private async Task<CommitFailure?> AppendAsync(SessionId id, int number)
        {
            try
            {
                await using var session = (await rig.First.OpenAsync(id, SessionAccess.Shared))!;
                (await session.GetAsync(Log))!.Add(number);
                await session.CompleteAsync();
                return null;
            }
            catch (SessionCommitException failed)
            {
                return failed.Failure;
            }
            catch (SessionException)
            {
                return CommitFailure.Refused;
            }
        }
    }
}
