using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>
/// Tells the ends of sessions: claims some from the store, tells them one by one, and has those forgotten that were told. What was not told comes
/// again once the claim has run out, here or on another node.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="tell">Tells one end, and does not fail; false if it is to come again. Its token ends when the claim does.</param>
/// <param name="log">Gets what could not be told.</param>
internal sealed class Farewells(NodeLeases node, Func<EndedState, CancellationToken, ValueTask<bool>> tell, ILogger log)
{
    private const int AtOnce = 100;
    private const int MostOwn = 10_000;

    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);

    // After this long no end is begun any more: its claim could run out on the way.
    private static readonly TimeSpan Begin = TimeSpan.FromSeconds(40);

    // Guards what follows.
    private readonly Lock _gate = new();
    private Task _telling = Task.CompletedTask;
    private bool _isTelling;
    private readonly Queue<StateKey> _own = [];
    private bool _isWanted;
    private bool _isStopped;

    /// <summary>There may be ends to tell, whosever: looks for them in the background.</summary>
    public void Wake() => Wake(null);

    /// <summary>This node has ended a session: tells it in the background, and looks for no others.</summary>
    public void Wake(StateKey ended) => Wake((StateKey?)ended);

    private void Wake(StateKey? ended)
    {
        lock (_gate)
        {
            if (_isStopped)
                return;
            if (ended is { } key && _own.Count < MostOwn)
                _own.Enqueue(key);
            else
                _isWanted = true;
            if (_isTelling)
                return;
            _isTelling = true;

            // A handler is no part of the request that happened to wake it: neither of its trace nor of what else flows with it.
            AsyncFlowControl? cut = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
            _telling = RunAsync();
            cut?.Undo();
        }
    }

    /// <summary>
    /// Claims no more. Completes when the end that is being told is told, or its claim has run out; others that were claimed are left to other nodes.
    /// </summary>
    public async Task StopAsync()
    {
        Task telling;
        lock (_gate)
        {
            _isStopped = true;
            telling = _telling;
        }

        await new LockWait(node.Time, Claim).ForAsync(telling, CancellationToken.None);
    }

    // Does not fail: nobody would hear of it.
    private async Task RunAsync()
    {
        // Not under the gate of whoever began it.
        await Task.Yield();
        while (TakeWanted() is var (own, isAll) && (isAll || own.Length > 0))
        {
            try
            {
                foreach (var some in own.Chunk(AtOnce))
                    await TellOwnAsync(some);
                if (isAll)
                    await TellAllAsync();
            }
            catch (Exception failed)
            {
                log.FarewellsFailed(failed);
            }
        }
    }

    private (StateKey[] Own, bool IsAll) TakeWanted()
    {
        lock (_gate)
        {
            (StateKey[] Own, bool IsAll) wanted = _isStopped ? ([], false) : ([.. _own], _isWanted);
            _isTelling = wanted.IsAll || wanted.Own.Length > 0;
            _own.Clear();
            _isWanted = false;
            return wanted;
        }
    }

    private bool IsStopped
    {
        get
        {
            lock (_gate)
                return _isStopped;
        }
    }

    private async ValueTask TellOwnAsync(IReadOnlyCollection<StateKey> own)
    {
        var began = node.Time.GetTimestamp();
        var ended = new List<EndedState>(own.Count);
        foreach (var key in own)
        {
            try
            {
                if (await node.Store.ClaimEndAsync(key, Claim) is { } claimed)
                    ended.Add(claimed);
            }
            catch (SessionUnavailableException unavailable)
            {
                // With the next tick, which looks for all.
                log.FarewellsFailed(unavailable);
            }
        }

        if (await TellAsync(ended, began) is { Count: > 0 } told)
            await node.Store.ForgetEndedAsync(told);
    }

    private async ValueTask TellAllAsync()
    {
        IReadOnlyList<EndedState> ended;
        do
        {
            var began = node.Time.GetTimestamp();
            ended = await node.Store.ClaimEndedAsync(AtOnce, Claim);
            if (await TellAsync(ended, began) is { Count: > 0 } told)
                await node.Store.ForgetEndedAsync(told);
        }
        while (ended.Count == AtOnce && !IsStopped);
    }

    private async ValueTask<IReadOnlyCollection<StateKey>> TellAsync(IReadOnlyList<EndedState> ended, long began)
    {
        var left = Claim - node.Time.GetElapsedTime(began);
        using var timeout = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, node.Time);
        var told = new List<StateKey>(ended.Count);
        foreach (var session in ended)
        {
            if (IsStopped || node.Time.GetElapsedTime(began) > Begin)
                break;
            if (await TryTellAsync(session, timeout.Token))
                told.Add(session.Key);
        }

        return told;
    }

    private async ValueTask<bool> TryTellAsync(EndedState session, CancellationToken cancellationToken)
    {
        try
        {
            await node.Schemas.FetchAsync(session.State, CancellationToken.None);
        }
        catch (SessionUnavailableException unavailable)
        {
            log.FarewellsFailed(unavailable);
            return false;
        }

        if (!await tell(session, cancellationToken))
            return false;
        node.Meter.EndTold(session.Reason);
        log.EndTold(session.Key, session.Reason);
        return true;
    }
}
