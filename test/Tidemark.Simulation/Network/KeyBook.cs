using Tidemark.Stores;

namespace Tidemark.Simulation.Network;

/// <summary>
/// Gives keys and nodes numbers in the order in which they are met. Keys are random and differ in every run; their numbers do not, so only
/// these go into traces and decisions.
/// </summary>
internal sealed class KeyBook
{
    private readonly Dictionary<StateKey, int> _numbers = [];

    /// <summary>All keys, with their numbers.</summary>
    public IReadOnlyDictionary<StateKey, int> Numbers => _numbers;

    public int NumberOf(StateKey key)
    {
        if (!_numbers.TryGetValue(key, out var number))
            _numbers.Add(key, number = _numbers.Count + 1);
        return number;
    }

    public int NumberOf(SessionId id) => NumberOf(StateKey.From(Application, id));

    /// <summary>The name of the application that all nodes run.</summary>
    public const string Application = "simulation";
}
