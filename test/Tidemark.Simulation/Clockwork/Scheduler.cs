namespace Tidemark.Simulation.Clockwork;

/// <summary>
/// Runs all nodes on the caller's thread. While a node has something to do, the seed says which node goes on; time moves only when none has.
/// </summary>
internal sealed class Scheduler(EventQueue events, Trace trace, Random random)
{
    private const int MostStepsInAnInstant = 200_000;

    private readonly List<NodeContext> _contexts = [];
    private readonly List<NodeContext> _ready = [];

    /// <summary>Called before a node goes on.</summary>
    public Action<NodeContext> BeforeStep { get; set; } = static _ => { };

    public void Add(NodeContext context) => _contexts.Add(context);

    /// <summary>Runs until a true time, or until <paramref name="isDone"/> after a step of time.</summary>
    public void RunUntil(long end, Func<bool>? isDone = null)
    {
        do
        {
            RunReady();
            if (isDone?.Invoke() == true)
                return;
        }
        while (events.TryRunNext(end));
        events.MoveTo(end);
    }

    private void RunReady()
    {
        for (var step = 0; PickReady() is { } context; step++)
        {
            if (step > MostStepsInAnInstant)
                throw new InvalidOperationException($"Node {context.Number} spins: it always has something to do, and time never moves.");
            trace.Step(context.Number);
            BeforeStep(context);
            context.RunOne(random);
        }
    }

    private NodeContext? PickReady()
    {
        _ready.Clear();
        foreach (var context in _contexts)
        {
            if (context.IsReady)
                _ready.Add(context);
        }

        return _ready.Count switch
        {
            0 => null,
            1 => _ready[0],
            _ => _ready[random.Next(_ready.Count)],
        };
    }
}
