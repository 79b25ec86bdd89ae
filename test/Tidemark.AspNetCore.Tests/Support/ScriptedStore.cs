using System.Collections.Concurrent;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Counts the calls, remembers the keys, and refuses commits or all calls when told to.</summary>
internal sealed class ScriptedStore(IPrimaryStore inner) : DelegatingStore(inner)
{
    private int _calls;
    private int _grants;

    public bool RefusesCommits { get; set; }

    public bool IsDown { get; set; }

    /// <summary>Whether it has no room for commits, and says so.</summary>
    public bool IsFull { get; set; }

    /// <summary>Whether an answer takes a while, as of any store but the one in memory.</summary>
    public bool IsElsewhere { get; set; }

    public Func<Task>? BeforeCommit { get; set; }

    public ConcurrentQueue<CommitRequest> Commits { get; } = new();

    public ConcurrentQueue<AcquireRequest> Acquires { get; } = new();

    public int Grants => Volatile.Read(ref _grants);

    /// <summary>Calls that concern a session: beats and sweeps are left out.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public override async ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        Count();
        Acquires.Enqueue(request);
        if (IsElsewhere)
            await Task.Yield();
        var outcome = await Inner.AcquireAsync(request, cancellationToken);
        if (outcome is AcquireOutcome.Granted)
            Interlocked.Increment(ref _grants);
        return outcome;
    }

    public override async ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        Count();
        Commits.Enqueue(request);
        if (BeforeCommit is { } before)
            await before();
        if (IsFull)
            throw new StoreRefusedException("The store is full, as the test says. Nothing was written.");
        return RefusesCommits ? new CommitOutcome.Fenced(FenceReason.LeaseLost) : await Inner.CommitAsync(request, cancellationToken);
    }

    public override ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken)
    {
        Count();
        return Inner.ReleaseAsync(key, token, unused, cancellationToken);
    }

    public override ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken)
    {
        Count();
        return Inner.ReadAsync(key, known, cancellationToken);
    }

    private void Count()
    {
        Interlocked.Increment(ref _calls);
        if (IsDown)
            throw new StoreUnavailableException("The store is down, as the test says.");
    }
}
