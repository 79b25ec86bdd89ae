namespace Tidemark.Stores;

/// <summary>Counts the accepted commits of one session, from 1.</summary>
/// <param name="Number">The count.</param>
public readonly record struct StateVersion(long Number) : IComparable<StateVersion>
{
    /// <summary>Before the first commit.</summary>
    public static StateVersion None => default;

    /// <summary>The version after this one.</summary>
    public StateVersion Next() => new(Number + 1);

    /// <inheritdoc/>
    public int CompareTo(StateVersion other) => Number.CompareTo(other.Number);

    /// <inheritdoc/>
    public override string ToString() => $"v{Number}";

    /// <summary>Whether <paramref name="left"/> is newer.</summary>
    public static bool operator >(StateVersion left, StateVersion right) => left.Number > right.Number;

    /// <summary>Whether <paramref name="left"/> is older.</summary>
    public static bool operator <(StateVersion left, StateVersion right) => left.Number < right.Number;

    /// <summary>Whether <paramref name="left"/> is newer or the same.</summary>
    public static bool operator >=(StateVersion left, StateVersion right) => left.Number >= right.Number;

    /// <summary>Whether <paramref name="left"/> is older or the same.</summary>
    public static bool operator <=(StateVersion left, StateVersion right) => left.Number <= right.Number;
}
