namespace Tidemark.Simulation.Checkers;

/// <summary>What all clients saw, in the order in which it happened.</summary>
internal sealed class History
{
    private readonly List<Operation> _operations = [];
    private long _count;

    public IReadOnlyList<Operation> Operations => _operations;

    /// <summary>A moment: later than all before.</summary>
    public long Tick() => ++_count;

    public Operation Add(Operation operation)
    {
        _operations.Add(operation);
        return operation;
    }
}
