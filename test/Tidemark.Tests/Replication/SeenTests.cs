using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tidemark.Replication;
using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Replication;

/// <summary>What an operator sees of replication.</summary>
public sealed class SeenTests
{
    [Fact]
    public async Task Copying_a_change_over_and_a_promotion_have_spans_without_ids()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Tidemark",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var mine = new Activity("test").Start();
        var pair = new ReplicaPair();
        var id = await pair.Rig.StoreAsync();
        await pair.DrainAsync();
        await pair.Rig.First.DisposeAsync();
        var toAndFro = new ReplicaSwitch(pair.Primary, pair.Replica, null, pair.Rig.Time);
        await pair.Rig.UntilAsync(toAndFro.SwitchOverAsync(TimeSpan.FromSeconds(5), default));
        await new ReplicaSwitch(pair.Replica, pair.Primary, null, pair.Rig.Time).PromoteAsync(default);

        var own = spans.Where(span => span.RootId == mine.RootId && span.OperationName != "test").ToList();
        Assert.Equal(1, own.First(span => span.OperationName == "tidemark.replicate").GetTagItem("tidemark.records"));
        Assert.Equal(2L, own.Single(span => span.OperationName == "tidemark.switch-over").GetTagItem("tidemark.epoch"));
        Assert.Equal(3L, own.Single(span => span.OperationName == "tidemark.promote").GetTagItem("tidemark.epoch"));
        var text = string.Join(' ', own.SelectMany(span => span.TagObjects).Select(tag => tag.ToString()));
        Assert.DoesNotContain(Convert.ToHexStringLower(pair.Rig.KeyOf(id).Bytes), text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_waits_to_be_copied_is_counted_until_it_is()
    {
        var pair = new ReplicaPair();
        await pair.Rig.StoreAsync();
        await pair.Rig.StoreAsync();
        var gate = new TaskCompletionSource();
        var replicator = pair.NewReplicator(null, new GatedStore(pair.Replica, gate.Task));
        using var meter = new ReplicationMeter(replicator);
        var draining = replicator.DrainAsync(default);
        Assert.Equal(2, replicator.Status.Waiting);
        Assert.Equal(2, Read(replicator)["tidemark.replication.waiting"]);

        gate.SetResult();
        await draining;
        Assert.Equal((0, 2), (replicator.Status.Waiting, replicator.Status.Records));
        var read = Read(replicator);
        Assert.Equal((0, 2), (read["tidemark.replication.waiting"], read["tidemark.replication.records"]));
        Assert.Equal(replicator.Status.Bytes, read["tidemark.replication.bytes.sent"]);
        Assert.Equal(replicator.Status.WholeBytes, read["tidemark.replication.bytes.whole"]);
        Assert.Equal(0, read["tidemark.replication.failing"]);
    }

    [Fact]
    public async Task A_replicator_that_is_refused_or_fails_is_run_again_and_the_same_refusal_is_logged_once_and_counted_each_time()
    {
        var (time, log, counted) = (new ManualTimeProvider(), new Lines(), 0);
        using var counter = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Name: "tidemark.replication.refused", Meter.Name: "Tidemark" })
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        counter.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref counted, (int)value));
        counter.Start();
        using var end = new CancellationTokenSource();
        var runs = 0;
        var loop = ReplicationLoop.RunAsync(RunAsync, TimeSpan.FromSeconds(30), time, log, end.Token);
        for (var pause = 0; pause < 3; pause++)
            time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(4, runs);
        Assert.Equal(1, log.All.Count(line => line.Contains("stands still", StringComparison.Ordinal)));
        Assert.Equal(1, log.All.Count(line => line.Contains("Please report this", StringComparison.Ordinal)));

        // Others may be refused beside this one.
        Assert.InRange(counted, 2, int.MaxValue);
        end.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop);

        Task RunAsync(CancellationToken cancellationToken) => ++runs switch
        {
            1 or 2 => Task.FromException(new ReplicaRefusedException(StoreStanding.Alone)),
            3 => Task.FromException(new InvalidOperationException("A fault.")),
            _ => Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken),
        };
    }

    private static Dictionary<string, double> Read(Replicator replicator)
    {
        var values = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == replicator)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => values[instrument.Name] = value);
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => values[instrument.Name] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => values[instrument.Name] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return values;
    }

    private sealed class GatedStore(IPrimaryStore inner, Task opened) : DelegatingStore(inner)
    {
        public override IReplicaStore Copies => new Gated(Inner.Copies!, opened);

        private sealed class Gated(IReplicaStore inner, Task opened) : DelegatingReplica(inner)
        {
            public override async ValueTask<CopyOutcome> CopyAsync(SessionCopy copy, CancellationToken cancellationToken)
            {
                await opened;
                return await base.CopyAsync(copy, cancellationToken);
            }
        }
    }
}
