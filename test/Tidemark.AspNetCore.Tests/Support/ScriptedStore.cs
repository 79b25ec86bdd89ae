using System.Collections.Concurrent;
using Tidemark.Stores;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Counts the calls, remembers the keys, and refuses commits or all calls when told to.</summary>
internal sealed class ScriptedStore(IPrimaryStore inner) : IPrimaryStore
{
    private int _calls;

    public bool RefusesCommits { get; set; }

    public bool IsDown { get; set; }

    public Func<Task>? BeforeCommit { get; set; }

    public ConcurrentQueue<CommitRequest> Commits { get; } = new();

    public ConcurrentQueue<AcquireRequest> Acquires { get; } = new();

    /// <summary>Calls that concern a session: beats and sweeps are left out.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public async ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        Count();
        Acquires.Enqueue(request);
        return await inner.AcquireAsync(request, cancellationToken);
    }

    public async ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        Count();
        Commits.Enqueue(request);
        if (BeforeCommit is { } before)
            await before();
        return RefusesCommits ? new CommitOutcome.Fenced(FenceReason.LeaseLost) : await inner.CommitAsync(request, cancellationToken);
    }

    public ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken)
    {
        Count();
        return inner.ReleaseAsync(key, token, unused, cancellationToken);
    }

    public ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken)
    {
        Count();
        return inner.ReadAsync(key, known, cancellationToken);
    }

    public ValueTask TouchAsync(IReadOnlyCollection<SessionUse> uses, CancellationToken cancellationToken) =>
        inner.TouchAsync(uses, cancellationToken);

    public ValueTask<IReadOnlyList<StoreSignal.Recall>> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken) =>
        inner.BeatAsync(node, lifetime, cancellationToken);

    public ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken) => inner.SweepAsync(limit, cancellationToken);

    public ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken) =>
        inner.PublishSchemaAsync(fingerprint, schema, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken) =>
        inner.ReadSchemaAsync(fingerprint, cancellationToken);

    public ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken) =>
        inner.ListenAsync(node, receiver, cancellationToken);

    private void Count()
    {
        Interlocked.Increment(ref _calls);
        if (IsDown)
            throw new StoreUnavailableException("The store is down, as the test says.");
    }
}
