using Tidemark.Simulation.Clockwork;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Simulation.Network;

/// <summary>One node's way to the store. What arrives at the node runs in its context.</summary>
internal sealed class NodeLink(SimulatedNetwork network, IPrimaryStore store, NodeContext context, Trace trace, KeyBook keys) : IPrimaryStore, IProcessLink
{
    private readonly Wire<IPrimaryStore> _wire = new(network, store, context);

    public bool IsCut
    {
        get => _wire.IsCut;
        set => _wire.IsCut = value;
    }

    public bool IsClosed
    {
        get => _wire.IsClosed;
        set => _wire.IsClosed = value;
    }

    /// <summary>Whether no signal ever arrives, whatever else does.</summary>
    public bool IsDeaf { get; init; }

    public ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken) => Send(
        StoreVerb.Acquire, keys.NumberOf(request.Key), request.Purpose,
        store => store.AcquireAsync(request, CancellationToken.None), cancellationToken);

    public ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken) => Send(
        StoreVerb.Commit, keys.NumberOf(request.Key), request.Purpose,
        store => store.CommitAsync(request, CancellationToken.None), cancellationToken);

    public async ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken) => await Send(
        StoreVerb.Release, keys.NumberOf(key), "",
        store => Answer(store.ReleaseAsync(key, token, unused, CancellationToken.None)), cancellationToken);

    public ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken) => Send(
        StoreVerb.Read, keys.NumberOf(key), "",
        store => store.ReadAsync(key, known, CancellationToken.None), cancellationToken);

    public ValueTask<SessionHead?> ReadHeadAsync(StateKey key, CancellationToken cancellationToken) => Send(
        StoreVerb.ReadHead, keys.NumberOf(key), "", store => store.ReadHeadAsync(key, CancellationToken.None), cancellationToken);

    public async ValueTask TouchAsync(IReadOnlyCollection<SessionUse> uses, CancellationToken cancellationToken) => await Send(
        StoreVerb.Touch, uses.Count, "",
        store => Answer(store.TouchAsync(uses, CancellationToken.None)), cancellationToken);

    public async ValueTask<BeatOutcome> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var outcome = await Send(
            StoreVerb.Beat, 0, "", store => store.BeatAsync(node, lifetime, CancellationToken.None), cancellationToken);
        if (outcome.Recalls.Count > 0)
            trace.Add("pending", context.Number, 0, outcome.Recalls.Count);
        return outcome;
    }

    // Nobody asks for these here.
    public ValueTask<IReadOnlyList<KnownNode>> ListNodesAsync(CancellationToken cancellationToken) => store.ListNodesAsync(cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<RecordKey>> WalkAsync(CancellationToken cancellationToken) => store.WalkAsync(cancellationToken);

    public ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken) => Send(
        StoreVerb.Sweep, 0, "", store => store.SweepAsync(limit, CancellationToken.None), cancellationToken);

    public async ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken) => await Send(
        StoreVerb.PublishSchema, 0, "",
        store => Answer(store.PublishSchemaAsync(fingerprint, schema, CancellationToken.None)), cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken) => Send(
        StoreVerb.ReadSchema, 0, "",
        store => store.ReadSchemaAsync(fingerprint, CancellationToken.None), cancellationToken);

    public ValueTask<bool> EndAsync(StateKey key, EndReason reason, CancellationToken cancellationToken) => Send(
        StoreVerb.End, keys.NumberOf(key), "",
        store => store.EndAsync(key, reason, CancellationToken.None), cancellationToken);

    public ValueTask<IReadOnlyList<EndedState>> ClaimEndedAsync(int limit, TimeSpan claim, CancellationToken cancellationToken) => Send(
        StoreVerb.ClaimEnded, 0, "",
        store => store.ClaimEndedAsync(limit, claim, CancellationToken.None), cancellationToken);

    public ValueTask<EndedState?> ClaimEndAsync(StateKey key, TimeSpan claim, CancellationToken cancellationToken) => Send(
        StoreVerb.ClaimEnd, keys.NumberOf(key), "",
        store => store.ClaimEndAsync(key, claim, CancellationToken.None), cancellationToken);

    public async ValueTask ForgetEndedAsync(IReadOnlyCollection<StateKey> ended, CancellationToken cancellationToken) => await Send(
        StoreVerb.ForgetEnded, ended.Count, "",
        store => Answer(store.ForgetEndedAsync(ended, CancellationToken.None)), cancellationToken);

    public ValueTask<IReadOnlyList<UserEntry>> EnterUserAsync(
        UserKey user, StateKey session, Lifetime lifetime, CancellationToken cancellationToken) => Send(
        StoreVerb.EnterUser, keys.NumberOf(session), "",
        store => store.EnterUserAsync(user, session, lifetime, CancellationToken.None), cancellationToken);

    public async ValueTask MoveUserAsync(
        UserKey user, StateKey session, StateKey next, Lifetime lifetime, CancellationToken cancellationToken) => await Send(
        StoreVerb.MoveUser, keys.NumberOf(session), "",
        store => Answer(store.MoveUserAsync(user, session, next, lifetime, CancellationToken.None)), cancellationToken);

    public async ValueTask LeaveUserAsync(UserKey user, StateKey session, CancellationToken cancellationToken) => await Send(
        StoreVerb.LeaveUser, keys.NumberOf(session), "",
        store => Answer(store.LeaveUserAsync(user, session, CancellationToken.None)), cancellationToken);

    public ValueTask<IReadOnlyList<UserEntry>> ListUserAsync(UserKey user, CancellationToken cancellationToken) => Send(
        StoreVerb.ListUser, 0, "",
        store => store.ListUserAsync(user, CancellationToken.None), cancellationToken);

    public async ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken) =>
        await Send(
            StoreVerb.Touch, 0, "listen",
            store => store.ListenAsync(node, signal => Carry(signal, receiver), CancellationToken.None), cancellationToken);

    private void Carry(StoreSignal signal, Action<StoreSignal> receiver)
    {
        if (IsDeaf)
            return;
        _wire.Carry(() =>
        {
            trace.Add("signal", context.Number, keys.NumberOf(signal.Key), 0, signal is StoreSignal.Recall ? "recall" : "free");
            context.Post(_ => receiver(signal), null);
        });
    }

    private ValueTask<T> Send<T>(
        StoreVerb verb, int key, string purpose, Func<IPrimaryStore, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        trace.Add(verb.ToString(), context.Number, key, 0, purpose);
        return _wire.Send(call, cancellationToken);
    }

    private static ValueTask<int> Answer(ValueTask call) => call.IsCompletedSuccessfully
        ? new ValueTask<int>(0)
        : throw new InvalidOperationException("The store of the simulation answers at once.");
}
