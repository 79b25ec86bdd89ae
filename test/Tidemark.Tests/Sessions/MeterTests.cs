using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Tidemark.Graph;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

public sealed class MeterTests
{
    [Fact]
    public async Task The_counters_tell_what_was_touched_and_what_was_sent()
    {
        var rig = new Rig();
        using var counted = new Counted(rig.First);
        var id = await rig.StoreAsync();
        counted.Sums.Clear();
        await using (var session = await rig.OpenAsync(id))
        {
            await session.GetAsync(Keys.Cart);
            await session.GetAsync(Keys.Cart);
            (await session.GetAsync(Keys.Wizard))!.Step++;
            await session.CompleteAsync();
        }

        Assert.Null(await rig.First.OpenAsync(SessionId.New(), SessionAccess.ReadOnly));
        var sent = rig.Watched.Commits.Single().Differences.Single().Size;
        var whole = (await rig.StateAsync(id))!.Changed.Sum(attribute => StoredValue.Read(attribute, null, int.MaxValue).Length);
        Assert.Equal(2, counted.Sums["tidemark.attributes.touched"]);
        Assert.Equal(1, counted.Sums["tidemark.attributes.sent"]);
        Assert.Equal(1, counted.Sums["tidemark.commits"]);
        Assert.Equal(sent, counted.Sums["tidemark.bytes.sent"]);
        Assert.Equal(whole, counted.Sums["tidemark.bytes.whole_session"]);
        Assert.Equal(1, counted.Sums["tidemark.store.calls acquire"]);
        Assert.Equal(1, counted.Sums["tidemark.store.calls commit"]);
        Assert.Equal(1, counted.Sums["tidemark.store.calls read"]);
        Assert.Equal(1, counted.Sums["tidemark.sessions.unknown"]);
        Assert.Equal(1, counted.Sums["tidemark.sessions.opened Exclusive"]);
        Assert.True(counted.Sums.ContainsKey("tidemark.lock.wait"));
    }

    [Fact]
    public async Task Fenced_commits_are_counted()
    {
        var rig = new Rig();
        using var counted = new Counted(rig.First);
        var id = await rig.StoreAsync();
        await using var session = await rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        await rig.StealAsync(id);
        await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CompleteAsync());

        Assert.Equal(1, counted.Sums["tidemark.commits.fenced LeaseLost"]);
    }

    [Fact]
    public async Task No_id_and_no_payload_appears_in_logs_spans_or_messages()
    {
        var log = new Lines();

        // Other tests run beside this one, and their spans come here too.
        var spans = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Tidemark",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span => spans.Enqueue(span.OperationName + string.Join(",", span.TagObjects.Select(tag => tag.ToString()))),
        };
        ActivitySource.AddActivityListener(listener);
        var rig = new Rig();
        await using var node = new SessionManager(rig.Watched, new GraphSerializer(), rig.Options, rig.Time, log);
        var id = await rig.StoreAsync();
        await using (var session = (await node.OpenAsync(id, SessionAccess.Exclusive, "GET /cart"))!)
        {
            await session.SetAsync(Keys.Name, "Ada Lovelace");
            rig.Store.Script(StoreVerb.Commit, StoreFault.AnswerLost);
            await rig.UntilAsync(session.CommitAsync().AsTask());
            await session.SetAsync(Keys.Count, 1);
            await rig.Memory.BeatAsync(node.Node, TimeSpan.Zero, CancellationToken.None);
            await rig.StealAsync(id);
            log.LogError(await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CompleteAsync()), "thrown");
        }

        Assert.Null(await node.OpenAsync(SessionId.New(), SessionAccess.Exclusive));
        var text = string.Join('\n', log.All.Concat(spans));
        Assert.Contains("LeaseLost", text, StringComparison.Ordinal);
        Assert.Contains("tidemark.commit", text, StringComparison.Ordinal);
        Assert.DoesNotContain(id.Reveal(), text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(rig.KeyOf(id).Bytes), text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Lovelace", text, StringComparison.Ordinal);
    }

    internal sealed class Counted : IDisposable
    {
        private readonly MeterListener _listener = new();

        public Counted(SessionManager node)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Tidemark" && node.IsScope(instrument.Meter.Scope))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public Dictionary<string, double> Sums { get; } = [];

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var name = tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
            lock (Sums)
                Sums[name] = Sums.GetValueOrDefault(name) + value;
        }
    }
}
