using FsCheck;
using FsCheck.Fluent;
using Tidemark.Stores;

namespace Tidemark.Tests.Stores;

/// <summary>Random walks over the pure rules of leases: nodes ask, give back and commit, time passes and jumps.</summary>
public sealed class LeaseQueueLaws
{
    private const int Nodes = 70;

    private static readonly NodeId[] All = [.. Enumerable.Range(1, Nodes).Select(number => new NodeId((UInt128)number))];
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly StateKey Key = StateKey.From("law", SessionId.New());
    private static readonly Lifetime Endless = new(TimeSpan.MaxValue, TimeSpan.MaxValue);
    private static readonly PrimaryRecord Fresh = new(
        new StateVersion(1), Start, Endless, Start, LeaseToken.None.Next(), null, LeaseQueue.Empty, []);

    private enum Deed
    {
        Ask,
        GiveBack,
        Commit,
        Pass,
        SetBack,
    }

    private sealed record Step(Deed Deed, int Number);

    private sealed record State(PrimaryRecord Record, DateTimeOffset Now);

    [Fact]
    public void A_queue_has_each_node_once_never_the_holder_and_never_too_many() => AssertAlways((_, state) =>
    {
        var waiters = state.Record.Queue.Waiters.Select(waiter => waiter.Node).ToArray();
        return waiters.Length == waiters.Distinct().Count() && waiters.Length <= LeaseQueue.MaxWaiters
            && (state.Record.Hold is not { } hold || !waiters.Contains(hold.Node));
    });

    [Fact]
    public void Nobody_overtakes_in_the_queue() => AssertAlways((before, after) =>
    {
        var (was, now) = (NodesOf(before.Record, after.Now), NodesOf(after.Record, after.Now));
        var stayed = was.Where(now.Contains).ToArray();
        return now.Take(stayed.Length).SequenceEqual(stayed);
    });

    [Fact]
    public void An_acquire_grants_a_fresh_lease_or_leaves_the_one_there_is() => AssertAlways((before, _) =>
    {
        foreach (var node in new[] { All[0], All[^1] })
        {
            var decision = Ask(before, node);
            var granted = decision.Next.Token != before.Record.Token;
            if (granted != decision.Refusal is null || granted != (decision.Next.Hold?.Node == node))
                return false;
            if (!granted && decision.Next.Hold != before.Record.Hold)
                return false;
        }

        return true;
    });

    [Fact]
    public void A_refused_node_waits_unless_the_queue_is_full() => AssertAlways((state, _) =>
        Ask(state, All[^1]) is not { Refusal: not null } decision
        || decision.Next.Queue.Waiters.Any(waiter => waiter.Node == All[^1])
        || decision.Next.Queue.Waiters.Count == LeaseQueue.MaxWaiters);

    [Fact]
    public void For_a_free_lease_there_is_always_one_who_gets_it_at_once_and_soon_anyone() => AssertAlways((state, _) =>
    {
        if (state.Record.Hold is not null)
            return true;
        var first = state.Record.Queue.Reserved(state.Now)?.Node ?? All[^1];
        var soon = state with { Now = state.Now + 2 * LeaseQueue.Reservation };
        return Ask(state, first).Refusal is null && (Ask(state, All[^1]).Refusal is null || Ask(soon, All[^1]).Refusal is null);
    });

    [Fact]
    public void A_recall_names_the_holder_and_its_lease() => AssertAlways((state, _) =>
        Ask(state, All[^1]).Recall is not { } recall
        || (recall.To == state.Record.Hold?.Node && recall.Signal == new StoreSignal.Recall(Key, state.Record.Token)));

    [Fact]
    public void A_lease_that_is_given_back_wakes_the_one_it_is_kept_for_and_an_ended_session_wakes_all() => AssertAlways((state, _) =>
    {
        var release = Decide(state, AfterCommit.Release);
        var end = Decide(state, AfterCommit.End);
        if (state.Record.Hold is null)
            return release.Waking.Count == 0 && end.Waking.Count == 0;
        return release.Waking.Select(waiter => waiter.Node).SequenceEqual(NodesOf(release.Next!, state.Now).Take(1))
            && release.Next!.Queue.Reserved(state.Now)?.Node == release.Waking.Select(waiter => (NodeId?)waiter.Node).FirstOrDefault()
            && end.Waking.Select(waiter => waiter.Node).SequenceEqual(NodesOf(state.Record, state.Now))
            && Decide(state, AfterCommit.Keep).Waking.Count == 0;
    });

    private static void AssertAlways(Func<State, State, bool> holds)
    {
        var deeds = Gen.Frequency(
            (10, Gen.Constant(Deed.Ask)), (3, Gen.Constant(Deed.GiveBack)), (2, Gen.Constant(Deed.Commit)), (4, Gen.Constant(Deed.Pass)),
            (1, Gen.Constant(Deed.SetBack)));
        var steps = Gen.Zip(deeds, Gen.Choose(0, 999)).Select(pair => new Step(pair.Item1, pair.Item2)).ArrayOf(150).ToArbitrary();
        Prop.ForAll(steps, steps =>
        {
            var state = new State(Fresh, Start);
            foreach (var step in steps)
            {
                var next = Do(state, step);
                if (!holds(state, next))
                    return false;
                state = next;
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    private static State Do(State state, Step step) => step.Deed switch
    {
        Deed.Ask => state with { Record = Ask(state, All[step.Number % Nodes]).Next },
        Deed.GiveBack => state with { Record = state.Record.Release(state.Record.Token, TimeSpan.Zero, state.Now) },
        Deed.Commit => state with { Record = Decide(state, step.Number % 2 == 0 ? AfterCommit.Keep : AfterCommit.Release).Next ?? state.Record },
        Deed.Pass => state with { Now = state.Now + TimeSpan.FromMilliseconds(step.Number % 4 == 0 ? step.Number * 4 : step.Number / 10) },
        _ => state with { Now = state.Now - TimeSpan.FromSeconds(step.Number / 10) },
    };

    // Node 0 is dead whenever it holds the lease; the others live.
    private static AcquireDecision Ask(State state, NodeId node) => AcquireDecision.Of(
        state.Record,
        state.Record.Hold is { } hold && hold.Node != All[0] ? new NodeLife(DateTimeOffset.MinValue, DateTimeOffset.MaxValue) : null,
        new AcquireRequest(Key, node, StateVersion.None, "ask"),
        state.Now);

    private static CommitDecision Decide(State state, AfterCommit then) => CommitDecision.Of(
        state.Record,
        null,
        new CommitRequest(
            Key, state.Record.Hold?.Node ?? All[1], state.Record.Token, state.Record.Version, CommitId.New(), [], Endless, then, "commit"),
        state.Now);

    private static NodeId[] NodesOf(PrimaryRecord record, DateTimeOffset now) =>
        [.. record.Queue.Waiters.Where(waiter => waiter.Waits(now)).Select(waiter => waiter.Node)];
}
