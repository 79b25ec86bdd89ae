namespace Tidemark.Stores;

/// <summary>
/// When a record last changed, among the changes of its partition: those that came later have greater ones. Microseconds since 1970 by the store's clock, but
/// never less than one more than the mark before, as hybrid logical clocks have it (Kulkarni and others, "Logical Physical Clocks", 2014).
/// </summary>
/// <param name="Number">The mark; 0 before all others.</param>
public readonly record struct ChangeMark(long Number) : IComparable<ChangeMark>
{
    /// <summary>Before all changes.</summary>
    public static ChangeMark None => default;

    /// <summary>When the change was, about: a clock that was set back is followed only once it has caught up.</summary>
    public DateTimeOffset Time => RecordTime.Time(Number);

    /// <summary>The next mark at a time.</summary>
    public ChangeMark Next(DateTimeOffset now) => new(Math.Max(Number + 1, RecordTime.Of(now)));

    /// <inheritdoc/>
    public int CompareTo(ChangeMark other) => Number.CompareTo(other.Number);

    /// <summary>Whether one is before another.</summary>
    public static bool operator <(ChangeMark left, ChangeMark right) => left.Number < right.Number;

    /// <summary>Whether one is after another.</summary>
    public static bool operator >(ChangeMark left, ChangeMark right) => left.Number > right.Number;

    /// <summary>Whether one is not after another.</summary>
    public static bool operator <=(ChangeMark left, ChangeMark right) => left.Number <= right.Number;

    /// <summary>Whether one is not before another.</summary>
    public static bool operator >=(ChangeMark left, ChangeMark right) => left.Number >= right.Number;
}
