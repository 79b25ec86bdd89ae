using System.Diagnostics.Metrics;
using Tidemark.Diagnostics;

namespace Tidemark.Replication;

/// <summary>The figures of one replicator, in the meter named <c>Tidemark</c>.</summary>
internal sealed class ReplicationMeter : IDisposable
{
    // Of what has no replicator, or none that lasts.
    private static readonly Meter All = new(SessionMeter.Name);

    private static readonly Counter<long> Repairs = All.CreateCounter<long>(
        "tidemark.replication.repairs", "{session}", "Sessions that a check found to differ, and repaired.");

    private static readonly Counter<long> Refusals = All.CreateCounter<long>(
        "tidemark.replication.refused", "{refusal}", "How often a store refused to be primary or replica here, as after a promotion.");

    private readonly Meter _meter;

    public ReplicationMeter(Replicator replicator)
    {
        _meter = new Meter(SessionMeter.Name, null, null, replicator);
        _meter.CreateObservableGauge(
            "tidemark.replication.lag", () => replicator.Status.Lag.TotalSeconds, "s", "How long the oldest change has been waiting to be copied.");
        _meter.CreateObservableGauge(
            "tidemark.replication.waiting", () => replicator.Status.Waiting, "{record}", "Changed records that were read and are not yet copied.");
        _meter.CreateObservableGauge(
            "tidemark.replication.failing", () => replicator.Status.Failing, "{record}", "Records that could not be copied, and are tried again.");
        _meter.CreateObservableCounter("tidemark.replication.records", () => replicator.Status.Records, "{record}", "Records copied.");
        _meter.CreateObservableCounter("tidemark.replication.bytes.sent", () => replicator.Status.Bytes, "By", "Bytes sent to the replica.");
        _meter.CreateObservableCounter(
            "tidemark.replication.bytes.whole", () => replicator.Status.WholeBytes, "By", "Bytes that the whole values of the same sessions have.");
        _meter.CreateObservableCounter(
            "tidemark.replication.gaps", () => replicator.Status.Gaps, "{gap}", "How often the replica had something else than was known.");
        _meter.CreateObservableCounter(
            "tidemark.replication.unreadable", () => replicator.Status.Unreadable, "{attribute}", "Attributes passed over that make no value.");
    }

    /// <summary>A check of this process has repaired a session.</summary>
    public static void Repaired() => Repairs.Add(1);

    /// <summary>A store is not what it has to be.</summary>
    public static void Refused() => Refusals.Add(1);

    public void Dispose() => _meter.Dispose();
}
