using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>Makes a replica the primary: planned, so that nothing is lost, or because the primary is gone.</summary>
/// <remarks>
/// Each step can be repeated, and what was broken off is taken up by the next call. Two at once are not meant to be: an operator decides. It owns neither
/// store.
/// </remarks>
public sealed class ReplicaSwitch
{
    private const int MostPasses = 10;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ShortPass = TimeSpan.FromSeconds(1);

    // For calls that are lost while nobody has a primary.
    private static readonly TimeSpan PromotionPatience = TimeSpan.FromMinutes(1);

    private readonly IPrimaryStore _primary;
    private readonly IPrimaryStore _replica;
    private readonly ReplicationOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <summary>Makes one that does nothing yet.</summary>
    /// <param name="primary">The primary, or what was it and is gone; the replica itself if that cannot be named.</param>
    /// <param name="replica">Its replica.</param>
    /// <param name="options">Those of the <see cref="Replicator"/>; null for the defaults.</param>
    /// <param name="time">For pauses; null for the system's.</param>
    /// <param name="log">Gets what happens; null for nobody.</param>
    /// <exception cref="ArgumentException">A store cannot be a replica.</exception>
    public ReplicaSwitch(IPrimaryStore primary, IPrimaryStore replica, ReplicationOptions? options = null, TimeProvider? time = null, ILogger? log = null)
    {
        ArgumentNullException.ThrowIfNull(primary);
        ArgumentNullException.ThrowIfNull(replica);
        if (primary.Copies is null || replica.Copies is null)
            throw new ArgumentException("This store cannot be a replica.", primary.Copies is null ? nameof(primary) : nameof(replica));
        (_primary, _replica, _options) = (primary, replica, options ?? new ReplicationOptions());
        (_time, _log) = (time ?? TimeProvider.System, log ?? NullLogger.Instance);
    }

    /// <summary>
    /// Changes over without losing anything: the primary is closed, its nodes give back their leases and leave, what is left is copied, and the replica
    /// becomes the primary. Requests of nodes that know both stores (<c>WithStandby</c>) wait meanwhile. The old primary becomes the replica.
    /// </summary>
    /// <param name="patience">How long the nodes may take to leave. If they do not, the primary is opened again.</param>
    /// <param name="cancellationToken">Breaks it off, and opens the primary again if nothing else has happened yet.</param>
    /// <returns>The new epoch.</returns>
    /// <exception cref="TimeoutException">Nodes did not leave. The primary is open again.</exception>
    /// <exception cref="ReplicaRefusedException">The stores are not a primary and its replica.</exception>
    /// <exception cref="StoreException">
    /// A store could not be reached, for all the patience if nodes had left already: call again. Or a record could not be copied. The primary is open again,
    /// unless it cannot be reached.
    /// </exception>
    public async Task<long> SwitchOverAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var (from, to) = (_primary.Copies!, _replica.Copies!);
        var (mine, others) = (await from.ReadStandingAsync(cancellationToken), await to.ReadStandingAsync(cancellationToken));
        if (others.Role != StoreRole.Replica || !(mine.Epoch == others.Epoch || IsBrokenOff(mine, others)))
            throw new ReplicaRefusedException(others);
        var (epoch, withheld) = (others.Epoch + 1, others.Withheld);
        using var span = ReplicationTrace.SwitchOver(epoch);
        if (!IsBrokenOff(mine, others))
        {
            var replicator = new Replicator(_primary, _replica, _options, _time, _log);
            await CatchUpAsync(replicator, cancellationToken);
            await CloseAsync(replicator, mine.Epoch, patience, cancellationToken);
            await PersistAsync(patience, async () =>
            {
                withheld = (await to.ReadStandingAsync(CancellationToken.None)).Withheld;
                await SetAsync(from, new StoreStanding(StoreRole.Replica, epoch, default) { HasOlderCopies = withheld.Count > 0 });
            });

            // From here on it takes nothing. What it took since the last look, such as the end of a session, goes along.
            await PersistAsync(patience, () => replicator.DrainAsync(CancellationToken.None));
        }

        await BecomeAsync(epoch, withheld, patience, cancellationToken);
        return epoch;
    }

    /// <summary>
    /// Lets the replica have again what a rule withheld. Replicators that have the rule set it anew: take it out of their options first. What it kept back is
    /// copied by the replicators that run, once <see cref="ReplicationOptions.TakeOver"/> has passed.
    /// </summary>
    /// <param name="rule">As the replica says it: see <see cref="StoreStanding.Withheld"/>.</param>
    /// <param name="cancellationToken">Ends it before the next call.</param>
    /// <returns>Whether there was such a rule.</returns>
    /// <exception cref="ReplicaRefusedException">The store is no replica.</exception>
    /// <exception cref="StoreException">It could not be reached. Call again.</exception>
    public async Task<bool> AllowAsync(string rule, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(rule);
        var standing = await _replica.Copies!.ReadStandingAsync(cancellationToken);
        if (standing.Role != StoreRole.Replica)
            throw new ReplicaRefusedException(standing);
        string[] left = [.. standing.Withheld.Where(other => other != rule)];
        return left.Length < standing.Withheld.Count
            && await _replica.Copies.TrySetStandingAsync(standing with { Withheld = left, HasOlderCopies = true }, cancellationToken);
    }

    /// <summary>
    /// Makes the replica the primary though the other one is gone. What it lacks is lost: <see cref="LagAsync"/> says how much that may be. If the old primary
    /// comes back, nodes and replicators refuse it, and it can become the replica.
    /// </summary>
    /// <returns>The new epoch.</returns>
    /// <exception cref="ReplicaRefusedException">The store is no replica.</exception>
    /// <exception cref="StoreException">It could not be reached. Call again.</exception>
    public async Task<long> PromoteAsync(CancellationToken cancellationToken)
    {
        var standing = await _replica.Copies!.ReadStandingAsync(cancellationToken);
        if (standing.Role != StoreRole.Replica)
            throw new ReplicaRefusedException(standing);
        using var span = ReplicationTrace.Promote(standing.Epoch + 1);
        await BecomeAsync(standing.Epoch + 1, standing.Withheld, PromotionPatience, cancellationToken);
        return standing.Epoch + 1;
    }

    /// <summary>
    /// How far the replica is behind. Asks the primary if it can be reached. Whoever has no primary to name gives the replica itself for it.
    /// </summary>
    /// <exception cref="StoreException">The replica could not be reached.</exception>
    public async Task<ReplicaLag> LagAsync(CancellationToken cancellationToken)
    {
        var standing = await _replica.Copies!.ReadStandingAsync(cancellationToken);
        var level = await ReplicaLevel.OfAsync(_replica.Copies, cancellationToken);
        if (ReferenceEquals(_primary, _replica))
            return new ReplicaLag(standing.Epoch, false, 0, 0, level);
        try
        {
            var found = await new ReplicaCheck(_primary, _replica, _options, _time) { IsQuick = true }.RunAsync(false, null, cancellationToken);
            return new ReplicaLag(standing.Epoch, true, found.Missing + found.Extra + found.Different, found.Versions, level);
        }
        catch (StoreUnavailableException)
        {
            return new ReplicaLag(standing.Epoch, false, 0, 0, level);
        }
    }

    // The old one takes copies of the next epoch already, and the new one is not the primary yet.
    private static bool IsBrokenOff(StoreStanding mine, StoreStanding others) => mine.Role == StoreRole.Replica && mine.Epoch == others.Epoch + 1;

    // Most of it before anybody waits. What changes while much is copied is much as well, but less.
    private async Task CatchUpAsync(Replicator replicator, CancellationToken cancellationToken)
    {
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var since = _time.GetTimestamp();
            await replicator.CatchUpAsync(cancellationToken);
            if (_time.GetElapsedTime(since) < ShortPass)
                break;
        }

        RefuseFailing(replicator);
    }

    // Until nobody uses the primary any more, and the replica has all. Else it is opened again: nobody is left without a store.
    private async Task CloseAsync(Replicator replicator, long epoch, TimeSpan patience, CancellationToken cancellationToken)
    {
        var (store, since) = (_primary.Copies!, _time.GetTimestamp());
        try
        {
            await store.TrySetStandingAsync(new StoreStanding(StoreRole.Closed, epoch, default), cancellationToken);
            _log.Closes(epoch);
            while (true)
            {
                var living = (await _primary.ListNodesAsync(cancellationToken)).Count(node => node.Left > TimeSpan.Zero);
                if (living == 0)
                    break;
                if (_time.GetElapsedTime(since) > patience)
                {
                    throw new TimeoutException(
                        $"{living} nodes did not leave the primary within {patience.TotalSeconds:0} seconds. It is open again, and nothing has changed. Do "
                        + "they all know both stores (WithStandby)? Is a request running that holds a session for long?");
                }

                await Task.Delay(Look, _time, cancellationToken);
            }

            await PersistAsync(patience, () => replicator.DrainAsync(CancellationToken.None));
            RefuseFailing(replicator);
        }
        catch (Exception)
        {
            await PersistAsync(patience, () => SetAsync(store, new StoreStanding(StoreRole.Primary, epoch, default)));
            throw;
        }
    }

    private async Task BecomeAsync(long epoch, IReadOnlyList<string> withheld, TimeSpan patience, CancellationToken cancellationToken)
    {
        var (standing, became) = (new StoreStanding(StoreRole.Primary, epoch, default) { Withheld = withheld }, false);
        await PersistAsync(patience, async () => became = await SetAsync(_replica.Copies!, standing));
        if (!became)
            throw new ReplicaRefusedException(await _replica.Copies!.ReadStandingAsync(cancellationToken));
        _log.Becomes(epoch);
        await PersistAsync(patience, () => AdoptAsync(cancellationToken));
    }

    private static void RefuseFailing(Replicator replicator)
    {
        if (replicator.Status.Failing is > 0 and var failing)
        {
            throw new StoreRefusedException(
                $"{failing} records could not be copied, and would be lost. The primary is open, and nothing has changed. Compare the stores "
                + "(tidemark replica verify): what is named there and cannot be repaired has to be ended in the primary before.");
        }
    }

    private static Task<bool> SetAsync(IReplicaStore store, StoreStanding standing) => store.TrySetStandingAsync(standing, CancellationToken.None).AsTask();

    // Everybody waits meanwhile: a call that is lost is made again, and does not end the change in the middle.
    private async Task PersistAsync(TimeSpan patience, Func<Task> step)
    {
        for (var since = _time.GetTimestamp(); ;)
        {
            try
            {
                await step();
                return;
            }
            catch (StoreUnavailableException) when (_time.GetElapsedTime(since) < patience)
            {
                await Task.Delay(Look, _time, CancellationToken.None);
            }
        }
    }

    // Sessions that nobody uses would never end. Whoever uses one meanwhile adopts it.
    private async Task AdoptAsync(CancellationToken cancellationToken)
    {
        await foreach (var page in _replica.WalkAsync(cancellationToken))
            await AtOnce.ForEachAsync(page, _options.Parallelism, key => AdoptAsync(key, cancellationToken));
    }

    private async ValueTask AdoptAsync(RecordKey key, CancellationToken cancellationToken)
    {
        try
        {
            await _replica.Copies!.AdoptAsync(key, cancellationToken);
        }
        catch (UnreadableStateException damaged)
        {
            _log.CopyFailed(key.ToString(), damaged);
        }
    }
}
