using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Graph;
using Tidemark.Simulation.Clockwork;
using Tidemark.Simulation.Network;
using Tidemark.Stores;

namespace Tidemark.Simulation.Runs;

/// <summary>One process: a real <see cref="SessionManager"/> on a clock, a thread's worth of turns, and a network of its own.</summary>
internal sealed class SimulatedNode
{
    // Compiling plans costs more than a run, and they know nothing of nodes.
    private static readonly GraphSerializer Graph = new();

    private readonly IPrimaryStore _store;
    private readonly List<Action> _onDeath = [];

    public SimulatedNode(NodeContext context, SimulatedTime time, IProcessLink link, IPrimaryStore store, TidemarkOptions options)
    {
        (Context, Time, Link, _store) = (context, time, link, store);
        Sessions = new SessionManager(store, Graph, options, time, NullLogger<SessionManager>.Instance);
    }

    public int Number => Context.Number;

    public NodeContext Context { get; }

    public SimulatedTime Time { get; }

    public IProcessLink Link { get; }

    public SessionManager Sessions { get; }

    /// <summary>Whether it is about to stop: it gets no new requests.</summary>
    public bool IsDraining { get; set; }

    public bool TakesRequests => !Context.IsDead && !IsDraining;

    /// <summary>How many requests it works on.</summary>
    public int Load => _onDeath.Count;

    /// <summary>Has a request run here. Exactly one of the two is called: when it is over, or when the node dies before.</summary>
    public void Run(Func<Task> request, Action over)
    {
        _onDeath.Add(over);
        Context.Post(async _ =>
        {
            await request();
            if (_onDeath.Remove(over))
                over();
        }, null);
    }

    /// <summary>Ends the process in good order.</summary>
    public async Task LeaveAsync()
    {
        await Sessions.DisposeAsync();
        if (_store is IAsyncDisposable owned)
            await owned.DisposeAsync();
    }

    public void Crash()
    {
        Context.IsDead = true;
        var waiting = _onDeath.ToArray();
        _onDeath.Clear();
        foreach (var over in waiting)
            over();
    }
}
