using Tidemark.Testing;

namespace Tidemark.Faults.Node;

/// <summary>The endpoints by which the driver watches a server and makes it fail.</summary>
internal static class Controls
{
    public static void Map(WebApplication app)
    {
        var controls = app.MapGroup("/control").WithSessionAccess(SessionAccess.None);
        controls.MapGet("/numbers", (Counters counters) => counters.Values);
        controls.MapGet("/inside/{id}", (Insiders insiders, string id, CancellationToken stop) => insiders.WhenInsideAsync(id, stop));
        controls.MapPost("/go/{id}", (Insiders insiders, string id) => insiders.LetGo(id));
        controls.MapPost("/signals", Signals);
        controls.MapPost("/store", Store);
        controls.MapHealthChecks("/health");
        controls.MapPost("/script", Script);
        controls.MapPost("/clock", Clock);
        controls.MapPost("/stall", Stall);
    }

    private static void Signals(FaultyStore store, bool lost = false, bool doubled = false, int late = 0)
    {
        (store.LosesSignals, store.DoublesSignals) = (lost, doubled);
        store.SignalDelay = TimeSpan.FromMilliseconds(late);
    }

    private static void Store(FaultyStore store, RiggedStore rigged, bool down = false, bool dies = false, bool beats = true, int late = 0)
    {
        (store.IsDown, rigged.Dies, rigged.LosesBeats) = (down, dies, !beats);
        rigged.Late = TimeSpan.FromMilliseconds(late);
    }

    private static void Script(FaultyStore store, StoreVerb verb, string fault, int times, int late = 0)
    {
        var delay = TimeSpan.FromMilliseconds(late);
        var one = fault switch
        {
            "request-lost" => StoreFault.RequestLost,
            "answer-lost" => StoreFault.AnswerLost,
            "request-late" => StoreFault.RequestLate(delay),
            "answer-late" => StoreFault.AnswerLate(delay),
            _ => throw new ArgumentException($"There is no fault {fault}."),
        };
        for (var i = 0; i < times; i++)
            store.Script(verb, one);
    }

    private static void Clock(NodeClock clock, bool still = false, int skip = 0)
    {
        clock.Skip(TimeSpan.FromMilliseconds(skip));
        clock.Stand(still);
    }

    /// <summary>Blocks the thread pool with work that does nothing but sleep.</summary>
    private static void Stall(int items, int ms)
    {
        for (var i = 0; i < items; i++)
            ThreadPool.UnsafeQueueUserWorkItem(static ms => Thread.Sleep(ms), ms, preferLocal: false);
    }
}
