using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Tidemark.Faults.Node;

/// <summary>What the meter of Tidemark counted in this process, by instrument and tag: <c>tidemark.store.calls/commit</c>.</summary>
internal sealed class Counters : IDisposable
{
    private readonly MeterListener _listener = new();

    public Counters()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Tidemark" && instrument is Counter<long>)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            Values.AddOrUpdate(tags.Length == 0 ? instrument.Name : $"{instrument.Name}/{tags[0].Value}", value, (_, before) => before + value));
        _listener.Start();
    }

    public ConcurrentDictionary<string, long> Values { get; } = new();

    public void Dispose() => _listener.Dispose();
}
