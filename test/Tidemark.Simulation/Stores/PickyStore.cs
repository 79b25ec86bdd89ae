using Tidemark.Stores;

namespace Tidemark.Simulation.Stores;

/// <summary>
/// A store that finds a patch misfitting now and then, as one would whose chain is not what the holder thinks. What it has refused once it refuses
/// for ever, as a store must.
/// </summary>
internal sealed class PickyStore(IPrimaryStore store, Random random) : IPrimaryStore
{
    private const int OneOf = 20;

    private readonly bool _isPicky = random.Next(2) == 0;
    private readonly HashSet<CommitId> _seen = [];
    private readonly HashSet<CommitId> _refused = [];

    public ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken) =>
        store.AcquireAsync(request, cancellationToken);

    public ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        var patch = request.Differences.OfType<PatchedValue>().FirstOrDefault();
        if (_isPicky && patch is not null && _seen.Add(request.Id) && random.Next(OneOf) == 0)
            _refused.Add(request.Id);
        return _refused.Contains(request.Id)
            ? new ValueTask<CommitOutcome>(new CommitOutcome.Misfit(patch!.Name))
            : store.CommitAsync(request, cancellationToken);
    }

    public ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken) =>
        store.ReleaseAsync(key, token, unused, cancellationToken);

    public ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken) =>
        store.ReadAsync(key, known, cancellationToken);

    public ValueTask TouchAsync(IReadOnlyCollection<SessionUse> uses, CancellationToken cancellationToken) =>
        store.TouchAsync(uses, cancellationToken);

    public ValueTask<IReadOnlyList<StoreSignal.Recall>> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken) =>
        store.BeatAsync(node, lifetime, cancellationToken);

    public ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken) => store.SweepAsync(limit, cancellationToken);

    public ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken) =>
        store.PublishSchemaAsync(fingerprint, schema, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken) =>
        store.ReadSchemaAsync(fingerprint, cancellationToken);

    public ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken) =>
        store.ListenAsync(node, receiver, cancellationToken);
}
