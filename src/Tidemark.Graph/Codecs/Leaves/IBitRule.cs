using System.Text;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>Which bits make a value of a type. Checked on read only: live values obey by construction.</summary>
internal interface IBitRule<T> where T : unmanaged
{
    static virtual bool AllowsAll => false;

    static abstract bool Allows(in T value);
}

/// <summary>Every pattern of bits is a value.</summary>
internal readonly struct AnyBits<T> : IBitRule<T> where T : unmanaged
{
    public static bool AllowsAll => true;

    public static bool Allows(in T value) => true;
}

/// <summary>
/// Ticks, and in the top two bits the kind, with the mark of a local time in the second pass through the hour when clocks go back.
/// </summary>
internal readonly struct DateTimeBits : IBitRule<DateTime>
{
    public static bool Allows(in DateTime value) => value.Ticks <= DateTime.MaxValue.Ticks;
}

internal readonly struct DateOnlyBits : IBitRule<DateOnly>
{
    public static bool Allows(in DateOnly value) => (uint)value.DayNumber <= (uint)DateOnly.MaxValue.DayNumber;
}

internal readonly struct TimeOnlyBits : IBitRule<TimeOnly>
{
    public static bool Allows(in TimeOnly value) => (ulong)value.Ticks <= (ulong)TimeOnly.MaxValue.Ticks;
}

internal readonly struct RuneBits : IBitRule<Rune>
{
    public static bool Allows(in Rune value) => Rune.IsValid(value.Value);
}
