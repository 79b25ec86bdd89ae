using System.Runtime.CompilerServices;
using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Leases;

/// <summary>When a node has left, the store hears nothing more of it, whatever was still to be cleared away when it was told to leave.</summary>
public sealed class LeavingLaws
{
    private static readonly string[] Users = ["ada", "grace"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Nothing_of_a_node_that_has_left_is_on_its_way(int seed)
    {
        for (var run = 0; run < 12; run++)
            Run(new Random((seed * 1_000) + run), $"Seed {seed}, run {run}");
    }

    private static void Run(Random random, string which)
    {
        var rig = new Rig(options =>
        {
            (options.MaxCachedSessions, options.StoreTimeout) = (random.Next(1, 4), TimeSpan.FromMilliseconds(40));
            options.SessionsPerUser = random.Next(2) == 0 ? 2 : null;
        });
        var store = new SlowStore(rig.Memory, rig.Time);
        var node = rig.NewNode(store);
        var other = rig.NewNode(rig.Memory);
        OneThread.Run(rig.Time, async () =>
        {
            var ids = new List<SessionId>();
            for (var number = 0; number < 3; number++)
                ids.Add(await rig.StoreAsync());
            var last = await rig.StoreAsync();
            await node.StartAsync(CancellationToken.None);
            var others = new List<Task>();
            for (var step = 0; step < 6; step++)
            {
                var id = ids[random.Next(ids.Count)];
                if (random.Next(3) == 0)
                    others.Add(AskAsync(other, id));
                await UseAsync(random, store, node, id);
                store.LosesAnswers = false;
            }

            // Its leases make room for this one's.
            if (random.Next(2) == 0)
                await (await node.OpenAsync(last, SessionAccess.Exclusive))!.DisposeAsync();
            await node.DisposeAsync();
            var calls = store.Calls;
            Assert.True(store.UnderWay.Count == 0, $"{which}: these are under way: {string.Join(", ", store.UnderWay)}.");
            await Task.WhenAll(others);
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Time);
            Assert.True(calls == store.Calls, $"{which}: {store.Calls - calls} more calls.");
            await other.DisposeAsync();
            await rig.First.DisposeAsync();
        });
    }

    private static async Task UseAsync(Random random, SlowStore store, SessionManager node, SessionId id)
    {
        var access = random.Next(2) == 0 ? SessionAccess.Exclusive : SessionAccess.Shared;
        await using var session = random.Next(4) == 0 ? node.Create() : await node.OpenAsync(id, access);
        if (session is null)
            return;
        try
        {
            await session.SetAsync(Keys.Count, random.Next());
            if (random.Next(3) == 0)
                await session.BindUserAsync(Users[random.Next(Users.Length)]);
            if (random.Next(6) == 0)
                session.UnbindUser();
            if (random.Next(3) == 0)
                await session.RegenerateIdAsync();
            store.LosesAnswers = random.Next(3) == 0;
            switch (random.Next(4))
            {
                case 0:
                    session.Discard();
                    break;
                case 1:
                    await session.StandByAsync();
                    break;
                case 2:
                    await session.CommitAsync();
                    break;
            }
        }
        catch (SessionException) when (random.Next(2) == 0)
        {
            session.Discard();
        }
        catch (SessionException)
        {
            // It is dropped as it is.
        }
    }

    // Another node takes the session, if it is there, so that its lease is recalled.
    private static async Task AskAsync(SessionManager other, SessionId id)
    {
        if (await other.OpenAsync(id, SessionAccess.Exclusive) is { } session)
            await session.DisposeAsync();
    }

    /// <summary>Takes its time for whatever a request leaves behind.</summary>
    private sealed class SlowStore(IPrimaryStore inner, TimeProvider time) : DelegatingStore(inner)
    {
        public int Calls { get; private set; }

        public List<string> UnderWay { get; } = [];

        /// <summary>Whether it does what commits ask for, and does not say so.</summary>
        public bool LosesAnswers { get; set; }

        public override ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken) =>
            SlowAsync(() => Inner.AcquireAsync(request, cancellationToken), cancellationToken);

        public override ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken) =>
            SlowAsync(
                async () =>
                {
                    var outcome = await Inner.CommitAsync(request, cancellationToken);
                    return LosesAnswers ? throw new StoreUnavailableException("The answer is lost, as planned.") : outcome;
                },
                cancellationToken);

        public override async ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken) =>
            await SlowAsync(() => ThenAsync(Inner.ReleaseAsync(key, token, unused, cancellationToken)), cancellationToken, milliseconds: 9);

        public override ValueTask<bool> EndAsync(StateKey key, EndReason reason, CancellationToken cancellationToken) =>
            SlowAsync(() => Inner.EndAsync(key, reason, cancellationToken), cancellationToken);

        public override ValueTask<IReadOnlyList<UserEntry>> EnterUserAsync(
            UserKey user, StateKey session, Lifetime lifetime, CancellationToken cancellationToken) =>
            SlowAsync(() => Inner.EnterUserAsync(user, session, lifetime, cancellationToken), cancellationToken);

        public override async ValueTask LeaveUserAsync(UserKey user, StateKey session, CancellationToken cancellationToken) =>
            await SlowAsync(() => ThenAsync(Inner.LeaveUserAsync(user, session, cancellationToken)), cancellationToken, milliseconds: 30);

        public override async ValueTask MoveUserAsync(UserKey user, StateKey from, StateKey to, Lifetime lifetime, CancellationToken cancellationToken) =>
            await SlowAsync(() => ThenAsync(Inner.MoveUserAsync(user, from, to, lifetime, cancellationToken)), cancellationToken);

        public override ValueTask<IReadOnlyList<UserEntry>> ListUserAsync(UserKey user, CancellationToken cancellationToken) =>
            SlowAsync(() => Inner.ListUserAsync(user, cancellationToken), cancellationToken);

        public override ValueTask<SessionHead?> ReadHeadAsync(StateKey key, CancellationToken cancellationToken) =>
            SlowAsync(() => Inner.ReadHeadAsync(key, cancellationToken), cancellationToken);

        private async ValueTask<T> SlowAsync<T>(
            Func<ValueTask<T>> call, CancellationToken cancellationToken, int milliseconds = 5, [CallerMemberName] string verb = "")
        {
            Calls++;
            UnderWay.Add(verb);
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, cancellationToken);
                return await call();
            }
            finally
            {
                UnderWay.Remove(verb);
            }
        }

        private static async ValueTask<bool> ThenAsync(ValueTask call)
        {
            await call;
            return true;
        }
    }
}
