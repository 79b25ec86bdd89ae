using Tidemark.Stores;

namespace Tidemark.Testing;

/// <summary>Passes all on to another engine. Override what is to differ.</summary>
/// <param name="inner">The other engine.</param>
/// <remarks>Safe for all threads if the other one is.</remarks>
public abstract class DelegatingRecordStore(IRecordStore inner) : IRecordStore
{
    /// <summary>The other engine.</summary>
    protected IRecordStore Inner => inner;

    /// <inheritdoc/>
    public virtual IChangeFeed? Changes => inner.Changes;

    /// <inheritdoc/>
    public virtual ValueTask<T> RunAsync<T>(RecordKey key, RecordDecision<T> decision, CancellationToken cancellationToken) =>
        inner.RunAsync(key, decision, cancellationToken);

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<IReadOnlyList<RecordKey>> WalkAsync(CancellationToken cancellationToken) => inner.WalkAsync(cancellationToken);

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<DuePage> WalkDueAsync(DueKind kind, TimeSpan overdue, CancellationToken cancellationToken) =>
        inner.WalkDueAsync(kind, overdue, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<NodeBeat> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken) =>
        inner.BeatAsync(node, lifetime, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<KnownNode>> ListNodesAsync(CancellationToken cancellationToken) => inner.ListNodesAsync(cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask SettleAsync(NodeId node, IReadOnlyCollection<RecordKey> records, CancellationToken cancellationToken) =>
        inner.SettleAsync(node, records, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask TidyAsync(CancellationToken cancellationToken) => inner.TidyAsync(cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken) =>
        inner.PublishSchemaAsync(fingerprint, schema, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken) =>
        inner.ReadSchemaAsync(fingerprint, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken) =>
        inner.ListenAsync(node, receiver, cancellationToken);
}
