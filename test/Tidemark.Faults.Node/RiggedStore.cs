using System.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Faults.Node;

/// <summary>Answers late, on demand, and kills the process between a commit that the store has applied and the answer.</summary>
internal sealed class RiggedStore(IPrimaryStore inner) : IPrimaryStore
{
    public bool Dies { get; set; }

    public TimeSpan Late { get; set; }

    public async ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        await Task.Delay(Late, cancellationToken);
        var outcome = await inner.CommitAsync(request, cancellationToken);
        if (Dies && outcome is CommitOutcome.Committed && request.Differences.Count > 0)
            Process.GetCurrentProcess().Kill();
        return outcome;
    }

    public async ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        await Task.Delay(Late, cancellationToken);
        return await inner.AcquireAsync(request, cancellationToken);
    }

    public ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken) =>
        inner.ReleaseAsync(key, token, unused, cancellationToken);

    public ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken) =>
        inner.ReadAsync(key, known, cancellationToken);

    public ValueTask TouchAsync(IReadOnlyCollection<SessionUse> uses, CancellationToken cancellationToken) =>
        inner.TouchAsync(uses, cancellationToken);

    public async ValueTask<BeatOutcome> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        await Task.Delay(Late, cancellationToken);
        return await inner.BeatAsync(node, lifetime, cancellationToken);
    }

    public ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken) => inner.SweepAsync(limit, cancellationToken);

    public ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken) =>
        inner.PublishSchemaAsync(fingerprint, schema, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken) =>
        inner.ReadSchemaAsync(fingerprint, cancellationToken);

    public ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken) =>
        inner.ListenAsync(node, receiver, cancellationToken);
}
