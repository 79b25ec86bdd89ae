namespace Tidemark.Graph.Codecs.Collections;

/// <summary>Finds the live elements that the keys of a baseline in another order belong to, each once.</summary>
internal sealed class KeyIndex<TKey>(int count)
{
    // Equality by default is enough: keys whose stored forms are the same are equal by it, and the stored form is compared afterwards.
    private readonly Dictionary<Key, int> _positions = new(count);

    /// <summary>How many are left.</summary>
    public int Count => _positions.Count;

    public void Add(TKey key, int position) => _positions[new Key(key)] = position;

    /// <summary>Finds and removes; false also where equality that a user wrote throws over a damaged key.</summary>
    public bool TryTake(TKey key, out int position)
    {
        try
        {
            return _positions.Remove(new Key(key), out position);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            position = -1;
            return false;
        }
    }

    // A dictionary's own keys cannot be null; those of a set can.
    private readonly struct Key(TKey value) : IEquatable<Key>
    {
        private readonly TKey _value = value;

        public bool Equals(Key other) => EqualityComparer<TKey>.Default.Equals(_value, other._value);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode() => _value is null ? 0 : EqualityComparer<TKey>.Default.GetHashCode(_value);
    }
}
