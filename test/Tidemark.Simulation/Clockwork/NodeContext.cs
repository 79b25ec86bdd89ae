namespace Tidemark.Simulation.Clockwork;

/// <summary>
/// Where one node runs: its continuations, timers and answers wait here until the scheduler picks them. While the node is paused or
/// dead they go on waiting.
/// </summary>
internal sealed class NodeContext(int number, Action<string> reportEscape) : SynchronizationContext
{
    private readonly List<(SendOrPostCallback Callback, object? State)> _ready = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;

    public int Number => number;

    public bool IsPaused { get; set; }

    public bool IsDead { get; set; }

    public bool IsReady => _ready.Count > 0 && !IsPaused && !IsDead;

    public override SynchronizationContext CreateCopy() => this;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            reportEscape($"Node {number} went on, on a thread of the pool: the run cannot be repeated.");
        else
            _ready.Add((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Nothing in the core waits for another context.");

    /// <summary>Runs one thing that is ready; mostly, but not always, the one that has waited longest.</summary>
    public void RunOne(Random random)
    {
        var index = random.Next(4) == 0 ? random.Next(_ready.Count) : 0;
        var (callback, state) = _ready[index];
        _ready.RemoveAt(index);
        SetSynchronizationContext(this);
        try
        {
            callback(state);
        }
        catch (Exception escaped)
        {
            reportEscape($"An exception that nobody awaits would end node {number}: {escaped}");
        }
        finally
        {
            SetSynchronizationContext(null);
        }
    }
}
