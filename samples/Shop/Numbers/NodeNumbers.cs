using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Shop.Nodes;

namespace Shop.Numbers;

/// <summary>Listens to Tidemark's meter and adds up, route by route, what this app server did.</summary>
public sealed class NodeNumbers : IDisposable
{
    /// <summary>Where the server tells its numbers; requests for them are not counted.</summary>
    public const string Path = "/_numbers";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, RouteNumbers> _routes = [];
    private readonly ConcurrentDictionary<string, long> _calls = [];
    private long _recalls;
    private long _grants;
    private long _handOvers;
    private long _refusals;
    private int _running;

    public NodeNumbers(NodeSeat seat)
    {
        Node = seat.Number;
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Tidemark")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<double>(static (instrument, value, _, _) =>
        {
            if (instrument.Name == "tidemark.lock.wait")
                RequestNumbers.RecordWait(TimeSpan.FromSeconds(value));
        });
        _listener.Start();
    }

    public int Node { get; }

    public async Task CountAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path == Path)
        {
            await next(http);
            return;
        }
        Interlocked.Increment(ref _running);
        var request = RequestNumbers.Begin();
        var (route, isSettled) = (RouteOf(http), http.Request.Headers.ContainsKey(SettledNumbers.Header));
        try
        {
            await next(http);
        }
        finally
        {
            request.End();
            var counted = RouteNumbers.Of(route, http.Response.StatusCode, request, isSettled);
            _routes.AddOrUpdate(route, counted, (_, sum) => sum + counted);
            Interlocked.Decrement(ref _running);
        }
    }

    /// <summary>The numbers, once the requests under way have ended: a client can have its answer before that.</summary>
    public async Task<ShopNumbers> ReadAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (Volatile.Read(ref _running) > 0 && !patience.IsCancellationRequested)
            await Task.Delay(5, cancellationToken);
        return new ShopNumbers(
            [.. _routes.Values.OrderBy(route => route.Route, StringComparer.Ordinal)],
            new LeaseNumbers(
                new Dictionary<string, long>(_calls),
                Interlocked.Read(ref _recalls), Interlocked.Read(ref _grants), Interlocked.Read(ref _handOvers), Interlocked.Read(ref _refusals)));
    }

    public void Dispose() => _listener.Dispose();

    private void Record(string instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        switch (instrument)
        {
            case "tidemark.store.calls" when tags[0].Value is string verb:
                _calls.AddOrUpdate(verb, value, (_, sum) => sum + value);
                if (LeaseNumbers.IsOfSession(verb))
                    RequestNumbers.RecordStoreCall(value);
                break;
            case "tidemark.leases.granted":
                Interlocked.Add(ref _grants, value);
                if (tags[0].Value is true)
                    Interlocked.Add(ref _handOvers, value);
                break;
            case "tidemark.leases.recalled": Interlocked.Add(ref _recalls, value); break;
            case "tidemark.locks.refused": Interlocked.Add(ref _refusals, value); break;
            default: RequestNumbers.Record(instrument, value); break;
        }
    }

    private static string RouteOf(HttpContext http)
    {
        var route = $"{http.Request.Method} /{(http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.TrimStart('/')}";
        return http.Request.Query["handler"] is [{ } handler] ? $"{route} {handler}" : route;
    }
}
