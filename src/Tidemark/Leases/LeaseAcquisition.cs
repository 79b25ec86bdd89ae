using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>A lease, as one request got it.</summary>
/// <param name="Turn">Its turn on this node.</param>
/// <param name="Grant">What the store granted.</param>
internal sealed record AcquiredLease(Turn Turn, AcquireOutcome.Granted Grant);

/// <summary>
/// Gets the lease of a session: first the turn on this node, then the store's word. While another node holds the lease the store is
/// asked again and again.
/// </summary>
internal sealed class LeaseAcquisition(NodeLeases node, TimeSpan limit, TimeProvider time, SessionMeter meter, ILogger log)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LastDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>The lease; null if there is no such session.</summary>
    public async ValueTask<AcquiredLease?> AcquireAsync(StateKey key, string purpose, CancellationToken cancellationToken)
    {
        using var span = SessionTrace.Acquire(purpose);
        var wait = new LockWait(time, limit);
        try
        {
            await node.Heartbeat.EnsureAsync(cancellationToken);
            var turn = await node.Turns.EnterAsync(key, purpose, wait, cancellationToken);
            return await AskStoreAsync(turn, wait, cancellationToken);
        }
        catch (SessionException refused)
        {
            span.Fail(refused.GetType().Name);
            if (refused is SessionLockTimeoutException timeout)
                log.LockTimeout(key, purpose, timeout.Waited, timeout.HolderPurpose, timeout.Held);
            throw;
        }
        finally
        {
            meter.LockWaited(wait.Elapsed);
        }
    }

    private async ValueTask<AcquiredLease?> AskStoreAsync(Turn turn, LockWait wait, CancellationToken cancellationToken)
    {
        var request = new AcquireRequest(turn.Key, node.Node, StateVersion.None, turn.Purpose);
        var backoff = new Backoff(FirstDelay, LastDelay);
        var answer = Task.FromResult<AcquireOutcome>(AcquireOutcome.Missing.Instance);
        try
        {
            while (true)
            {
                answer = node.Store.AcquireAsync(request).AsTask();
                switch (await answer.WaitAsync(cancellationToken))
                {
                    case AcquireOutcome.Granted granted:
                        return new AcquiredLease(turn, granted);
                    case AcquireOutcome.Missing:
                        turn.Leave();
                        return null;
                    case AcquireOutcome.Held held when wait.Remaining == TimeSpan.Zero:
                        throw LockFaults.Timeout(wait.Elapsed, held.Purpose, "another node", held.Age);
                }

                await Task.Delay(backoff.Next(wait.Remaining), time, cancellationToken);
            }
        }
        catch
        {
            _ = GiveBackAsync(answer, turn);
            throw;
        }
    }

    // The store may still answer with a lease that nobody waits for. Until it has, nobody else of this node asks for that session:
    // the answers would overtake each other.
    private async Task GiveBackAsync(Task<AcquireOutcome> answer, Turn turn)
    {
        try
        {
            if (await answer is AcquireOutcome.Granted granted)
                await node.Returns.GiveBackAsync(turn.Key, granted.Token);
        }
        catch (Exception)
        {
            // Whoever waits has the exception already.
            node.Returns.GiveBackLater(turn.Key, turn.Purpose);
        }
        finally
        {
            turn.Leave();
        }
    }
}
