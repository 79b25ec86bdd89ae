using Tidemark.Stores;

namespace Tidemark.Tests.Sessions;

/// <summary>A store that answers otherwise than the one behind it, as the test says.</summary>
internal sealed class AlteredStore(IPrimaryStore inner) : IPrimaryStore
{
    /// <summary>Answers a commit; null to let it through.</summary>
    public Func<CommitRequest, CommitOutcome?> Commit { get; set; } = _ => null;

    /// <summary>Alters what a grant or a read brings.</summary>
    public Func<PrimaryState, PrimaryState> State { get; set; } = state => state;

    /// <summary>What was known at each acquire.</summary>
    public List<StateVersion> Known { get; } = [];

    public async ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        Known.Add(request.Known);
        var outcome = await inner.AcquireAsync(request, cancellationToken);
        return outcome is AcquireOutcome.Granted granted ? granted with { State = State(granted.State) } : outcome;
    }

    public ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken) =>
        Commit(request) is { } answer ? new ValueTask<CommitOutcome>(answer) : inner.CommitAsync(request, cancellationToken);

    public async ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken)
    {
        var outcome = await inner.ReadAsync(key, known, cancellationToken);
        return outcome is ReadOutcome.Found found ? new ReadOutcome.Found(State(found.State)) : outcome;
    }

    public ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken) =>
        inner.ReleaseAsync(key, token, unused, cancellationToken);

    public ValueTask TouchAsync(IReadOnlyCollection<SessionUse> uses, CancellationToken cancellationToken) => inner.TouchAsync(uses, cancellationToken);

    public ValueTask<IReadOnlyList<StoreSignal.Recall>> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken) =>
        inner.BeatAsync(node, lifetime, cancellationToken);

    public ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken) => inner.SweepAsync(limit, cancellationToken);

    public ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken) =>
        inner.PublishSchemaAsync(fingerprint, schema, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken) =>
        inner.ReadSchemaAsync(fingerprint, cancellationToken);

    public ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken) =>
        inner.ListenAsync(node, receiver, cancellationToken);
}
