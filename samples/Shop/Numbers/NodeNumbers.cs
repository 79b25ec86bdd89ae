using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Shop.Nodes;

namespace Shop.Numbers;

/// <summary>Listens to Tidemark's meter and adds up, route by route, what this app server did.</summary>
public sealed class NodeNumbers : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, RouteNumbers> _routes = [];

    public NodeNumbers(NodeSeat seat)
    {
        Node = seat.Number;
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Tidemark")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(static (instrument, value, _, _) => RequestNumbers.Record(instrument.Name, value));
        _listener.SetMeasurementEventCallback<int>(static (instrument, value, _, _) => RequestNumbers.Record(instrument.Name, value));
        _listener.Start();
    }

    public int Node { get; }

    public IEnumerable<RouteNumbers> Routes => _routes.Values.OrderBy(route => route.Route, StringComparer.Ordinal);

    public async Task CountAsync(HttpContext http, RequestDelegate next)
    {
        var request = RequestNumbers.Begin();
        var route = RouteOf(http);
        await next(http);
        var counted = RouteNumbers.Of(route, http.Response.StatusCode, request);
        _routes.AddOrUpdate(route, counted, (_, sum) => sum + counted);
    }

    public void Dispose() => _listener.Dispose();

    private static string RouteOf(HttpContext http)
    {
        var route = $"{http.Request.Method} /{(http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.TrimStart('/')}";
        return http.Request.Query["handler"] is [{ } handler] ? $"{route} {handler}" : route;
    }
}
