using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>
/// Asks the store for the lease of one session, on behalf of all requests of this node that want it. While another node has the lease, the
/// store's signal says when to ask again; in case that is lost it asks at intervals too, which also repeats the recall.
/// </summary>
internal sealed class LeaseAcquisition(NodeLeases node, LocalSession session, string purpose)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastDelay = TimeSpan.FromMilliseconds(250);

    // Whoever waits for it goes on elsewhere, as LockWait has it.
    private readonly TaskCompletionSource<bool> _done = new();
    private volatile TaskCompletionSource? _pause;
    private int _interested;
    private bool _isFree;
    private bool _isAsked;

    /// <summary>Whether the session was there. Fails if the store could not be asked.</summary>
    public Task<bool> Done => _done.Task;

    /// <summary>The store's last answer to who has the lease.</summary>
    public AcquireOutcome.Held? Holder { get; private set; }

    /// <summary>Whether a request still waits for it.</summary>
    public bool IsWanted => Volatile.Read(ref _interested) > 0;

    /// <summary>One more request waits for it. Needs the session's gate, so that a joined acquisition is one that goes on.</summary>
    public void Join() => Interlocked.Increment(ref _interested);

    /// <summary>One request less waits for it. The last one that leaves ends the repeats.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _interested) == 0)
            _pause?.TrySetResult();
    }

    /// <summary>The store says that the lease is free: ask at once.</summary>
    public void Free()
    {
        Volatile.Write(ref _isFree, true);
        _pause?.TrySetResult();
    }

    public async Task RunAsync()
    {
        using var span = SessionTrace.Acquire(purpose);
        try
        {
            var found = await AskInTurnAsync();
            session.Finish(this, failed: false);
            _done.SetResult(found);
        }
        catch (Exception failed)
        {
            // The store may have granted what nobody waits for any more, and fenced a lease that was to be renewed; unless it says that it has not.
            var mayBeGranted = _isAsked && failed is not SessionUnavailableException { IsRefused: true };
            span.Fail(failed.GetType().Name);
            session.Finish(this, failed: mayBeGranted);
            if (mayBeGranted)
                node.Returns.GiveBackLater(session.Key, purpose);
            _done.SetException(failed);

            // Whoever waits has the exception; if nobody does, it is no concern of the finaliser thread either.
            _ = _done.Task.Exception;
        }
    }

    /// <summary>A grant takes its turn among the commits: both say what the session's version is.</summary>
    private async Task<bool> AskInTurnAsync()
    {
        var wait = new LockWait(node.Time, node.Limits.LockWait);
        if (!await session.Commits.TakeAsync(wait, CancellationToken.None))
            throw LockFaults.CommitUnderWay(wait.Elapsed);
        try
        {
            return await AskAsync();
        }
        finally
        {
            session.Commits.Leave();
        }
    }

    private async Task<bool> AskAsync()
    {
        var backoff = new Backoff(FirstDelay, LastDelay);
        var isVoid = false;
        while (true)
        {
            await node.Heartbeat.EnsureAsync(CancellationToken.None);
            var life = node.Heartbeat.Life;
            Volatile.Write(ref _isFree, false);
            var (known, under) = isVoid ? default : session.Known;
            _isAsked = true;
            var outcome = await node.Store.AcquireAsync(new AcquireRequest(session.Key, node.Node, known, purpose) { KnownUnder = under });

            // Whoever opens an attribute does not wait: what reading it takes has to be here before.
            if (outcome is AcquireOutcome.Granted { State: var news })
                await node.Schemas.FetchAsync(news, CancellationToken.None);
            switch (outcome)
            {
                case AcquireOutcome.Granted granted when session.TryInstall(granted, known, life):
                    return true;
                case AcquireOutcome.Granted:
                    // Another session under the same key, or one whose news do not fit: it asks again knowing nothing.
                    isVoid = true;
                    continue;
                case AcquireOutcome.Missing:
                    session.Forget();
                    return false;
                case AcquireOutcome.Held held:
                    Holder = held;
                    break;
            }

            if (session.TryGiveUp(this))
                return false;
            await PauseAsync(backoff.Next(LastDelay));
        }
    }

    /// <summary>Waits for the store's signal, but not too long, and not if nobody wants the lease any more.</summary>
    private async Task PauseAsync(TimeSpan longest)
    {
        var pause = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _pause = pause;
        await using (node.Time.CreateTimer(static pause => ((TaskCompletionSource)pause!).TrySetResult(), pause, longest, Timeout.InfiniteTimeSpan))
        {
            if (!Volatile.Read(ref _isFree) && IsWanted)
                await pause.Task;
        }

        _pause = null;
    }
}
