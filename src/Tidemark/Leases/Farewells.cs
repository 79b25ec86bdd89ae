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

    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);

    // After this long no end is begun any more: its claim could run out on the way.
    private static readonly TimeSpan Begin = TimeSpan.FromSeconds(40);

    // Guards what follows.
    private readonly Lock _gate = new();
    private Task _telling = Task.CompletedTask;
    private bool _isTelling;
    private bool _isWanted;
    private bool _isStopped;

    /// <summary>There may be an end to tell: tells it in the background.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (_isStopped)
                return;
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
        while (TakeWanted())
        {
            try
            {
                await TellAllAsync();
            }
            catch (Exception failed)
            {
                log.FarewellsFailed(failed);
            }
        }
    }

    private bool TakeWanted()
    {
        lock (_gate)
        {
            _isTelling = _isWanted && !_isStopped;
            _isWanted = false;
            return _isTelling;
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
