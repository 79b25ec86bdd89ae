using System.Diagnostics;
using Tidemark.Replication;

namespace Tidemark.Load.Replicas;

/// <summary>How much a replicator gets done, alone and beside those who write.</summary>
internal static class CopyRate
{
    private const int Sessions = 5_000;
    private static readonly TimeSpan Beside = TimeSpan.FromSeconds(6);

    public static async Task<CopyRateResult> MeasureAsync(StorePair pair, ReplicaComparison comparison)
    {
        await using var editors = await Editors.CreateAsync(pair.Primary, Sessions, lines: 10);
        var first = await TimeAsync(pair.Replicate(comparison), Sessions);
        await editors.EditAsync(Sessions);
        var replicator = pair.Replicate(comparison);
        var knowing = await TimeAsync(replicator, Sessions);
        await editors.EditAsync(Sessions);
        var known = await TimeAsync(replicator, Sessions);

        var alone = await editors.RateAsync(Beside);
        await replicator.DrainAsync(default);
        using var end = new CancellationTokenSource();
        var running = replicator.RunAsync(end.Token);
        var (before, began) = (replicator.Status.Records, Stopwatch.GetTimestamp());
        var beside = await editors.RateAsync(Beside);
        var copied = (replicator.Status.Records - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var lag = replicator.Status.Lag;
        end.Cancel();
        await running.ContinueWith(_ => { }, TaskScheduler.Default);
        return new CopyRateResult(pair.Name, comparison, first, knowing, known, alone, beside, copied, lag);
    }

    private static async Task<double> TimeAsync(Replicator replicator, int sessions)
    {
        var (before, began) = (replicator.Status.Records, Stopwatch.GetTimestamp());
        await replicator.DrainAsync(default);
        return replicator.Status.Records - before >= sessions
            ? sessions / Stopwatch.GetElapsedTime(began).TotalSeconds
            : throw new InvalidOperationException($"{replicator.Status.Records - before} of {sessions} sessions were copied.");
    }
}

/// <summary>Sessions, or commits, per second.</summary>
/// <param name="Pair">From where to where.</param>
/// <param name="Comparison">How values were compared.</param>
/// <param name="First">Into an empty replica.</param>
/// <param name="Unknown">One change in each, by a replicator that knows nothing of the replica.</param>
/// <param name="Known">One change in each, by one that does.</param>
/// <param name="Alone">Commits of clients with nobody following.</param>
/// <param name="Beside">Commits of clients while a replicator follows, on the same machine.</param>
/// <param name="Copied">Sessions that it copied meanwhile.</param>
/// <param name="Lag">How far behind it was at the end.</param>
internal sealed record CopyRateResult(
    string Pair, ReplicaComparison Comparison, double First, double Unknown, double Known, double Alone, double Beside, double Copied, TimeSpan Lag);
