using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>Copies many records at once, and tries those again that could not be. Safe for all threads.</summary>
/// <param name="copier">Copies one.</param>
/// <param name="replica">The replica.</param>
/// <param name="most">How many are copied at once for each share.</param>
/// <param name="log">Gets what could not be copied.</param>
internal sealed class CopyWork(SessionCopier copier, IPrimaryStore replica, int most, ILogger log)
{
    public FailedCopies Failed { get; } = new();

    public ReplicationTally Tally { get; } = new();

    /// <summary>Copies what changed of a partition. Done when each was tried.</summary>
    /// <exception cref="StoreUnavailableException">A store could not be reached: then any of them may not be copied.</exception>
    /// <exception cref="ReplicaRefusedException">The replica is none any more.</exception>
    public async Task CopyAllAsync(int partition, IReadOnlyList<MarkedRecord> changes, CancellationToken cancellationToken) =>
        await AtOnce.ForEachAsync(changes, most, change => CopyAsync(change.Key, partition, change.Mark, cancellationToken));

    /// <summary>Tries those again that could not be copied.</summary>
    public async Task RetryAsync(CancellationToken cancellationToken) => await AtOnce.ForEachAsync(
        Failed.All(), most, failed => CopyAsync(failed.Key, failed.Partition, failed.Mark, cancellationToken));

    /// <summary>Has the replica lose what the primary does not have, and copies what it has: for a follower that may have missed ends.</summary>
    public async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        await foreach (var page in replica.WalkAsync(cancellationToken))
            await AtOnce.ForEachAsync(page, most, key => CopyAsync(key, -1, null, cancellationToken));
    }

    /// <summary>The replica may have lost what it had.</summary>
    public void Forget() => copier.Forget();

    private async ValueTask CopyAsync(RecordKey key, int partition, ChangeMark? mark, CancellationToken cancellationToken)
    {
        try
        {
            Tally.Add(key.Kind == RecordKind.Session
                ? await copier.CopyAsync(key.Session, mark, cancellationToken)
                : await copier.CopyUserAsync(key, mark, cancellationToken));
            Failed.Remove(key);
        }
        catch (StoreException failed) when (failed is UnreadableStateException or StoreRefusedException { MayPassSoon: false })
        {
            // The others go on. This one is tried again, in case somebody repairs what is wrong with it.
            log.CopyFailed(key.ToString(), failed);
            Failed.Add(key, partition, mark ?? ChangeMark.None);
        }
    }
}
