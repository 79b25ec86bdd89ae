using System.Diagnostics;
using Tidemark.Load.Apps;
using Tidemark.Replication;

namespace Tidemark.Load.Replicas;

/// <summary>How long a replica of many sessions takes to have all of them, and a tenth of them after it was away.</summary>
internal static class CatchUp
{
    public static async Task<CatchUpResult> MeasureAsync(int sessions)
    {
        await using var pair = await StorePair.StartAsync(StoreKind.Redis, StoreKind.Redis);
        await using var editors = await Editors.CreateAsync(pair.Primary, sessions, lines: 10);
        var (first, whole) = await TimeAsync(pair);
        await editors.EditAsync(sessions / 10);
        var (after, differences) = await TimeAsync(pair);
        return new CatchUpResult(sessions, first, whole, after, differences);
    }

    private static async Task<(TimeSpan Took, ReplicationStatus Status)> TimeAsync(StorePair pair)
    {
        var (replicator, began) = (pair.Replicate(ReplicaComparison.ObjectGraph), Stopwatch.GetTimestamp());
        await replicator.DrainAsync(default);
        return (Stopwatch.GetElapsedTime(began), replicator.Status);
    }
}

/// <summary>What that took.</summary>
/// <param name="Sessions">How many there are.</param>
/// <param name="First">For all, into an empty replica.</param>
/// <param name="Whole">What was sent then.</param>
/// <param name="After">For a tenth that had changed, by a replicator that knows nothing.</param>
/// <param name="Differences">What was sent then.</param>
internal sealed record CatchUpResult(int Sessions, TimeSpan First, ReplicationStatus Whole, TimeSpan After, ReplicationStatus Differences);
