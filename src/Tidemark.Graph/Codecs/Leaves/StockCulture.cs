using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>Whether a culture is what its name alone gives.</summary>
internal static class StockCulture
{
    private static readonly PropertyInfo[] Numbers = PropertiesOf(typeof(NumberFormatInfo));
    private static readonly PropertyInfo[] Dates = PropertiesOf(typeof(DateTimeFormatInfo));

    // What is read-only stays as it is, so that each one is looked at once only.
    private static readonly ConditionalWeakTable<CultureInfo, object> ReadOnlyStock = [];

    /// <summary>Refuses a culture that an application changed: the change is not in the name.</summary>
    public static void Demand(CultureInfo culture)
    {
        if (culture.IsReadOnly ? IsReadOnlyStock(culture) : IsUntouched(culture) || IsLikeStock(culture))
            return;
        throw new GraphException(
            $"The culture '{culture.Name}' is not as new CultureInfo(\"{culture.Name}\") makes it, and no more than its name is kept. Keep the "
            + "name and what is changed of it in members of your own, or mark the member [SessionIgnore].", "", culture);
    }

    private static bool IsReadOnlyStock(CultureInfo culture)
    {
        if (ReadOnlyStock.TryGetValue(culture, out _))
            return true;
        if (!IsUntouched(culture) && !IsLikeStock(culture))
            return false;
        ReadOnlyStock.TryAdd(culture, culture.Name);
        return true;
    }

    // A culture makes its formats when they are first asked for, and asking allocates. What was never asked for was never changed.
    private static bool IsUntouched(CultureInfo culture) =>
        NumbersOf(culture) is null && DatesOf(culture) is null && CalendarOf(culture) is null && TextOf(culture) is null
        && culture.CompareInfo.Name == culture.Name;

    private static bool IsLikeStock(CultureInfo culture)
    {
        try
        {
            // Settings of the user's account are no change: where there are any, a culture with them and one without are both stock.
            var stock = new CultureInfo(culture.Name, culture.UseUserOverride);
            return culture.CompareInfo.Name == stock.CompareInfo.Name
                && culture.TextInfo.CultureName == stock.TextInfo.CultureName
                && culture.TextInfo.ListSeparator == stock.TextInfo.ListSeparator
                && SameValue(culture.Calendar, stock.Calendar)
                && SameValues(Numbers, culture.NumberFormat, stock.NumberFormat)
                && SameValues(Dates, culture.DateTimeFormat, stock.DateTimeFormat)
                && SameValue(culture.DateTimeFormat.GetAllDateTimePatterns(), stock.DateTimeFormat.GetAllDateTimePatterns());
        }
        catch (Exception cause) when (cause is TargetInvocationException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            // Formats that cannot even be read are not those of a stock culture.
            return false;
        }
    }

    private static bool SameValues(PropertyInfo[] properties, object one, object other)
    {
        foreach (var property in properties)
        {
            if (!SameValue(property.GetValue(one), property.GetValue(other)))
                return false;
        }

        return true;
    }

    private static bool SameValue(object? one, object? other) => (one, other) switch
    {
        (Calendar a, Calendar b) => a.GetType() == b.GetType()
            && a.TwoDigitYearMax == b.TwoDigitYearMax
            && (a as GregorianCalendar)?.CalendarType == (b as GregorianCalendar)?.CalendarType
            && (a as HijriCalendar)?.HijriAdjustment == (b as HijriCalendar)?.HijriAdjustment,
        (Array a, Array b) => StructuralComparisons.StructuralEqualityComparer.Equals(a, b),
        _ => Equals(one, other),
    };

    private static PropertyInfo[] PropertiesOf(Type formats) =>
        [.. formats.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0 && property.Name != nameof(CultureInfo.IsReadOnly))];

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_numInfo")]
    private static extern ref NumberFormatInfo? NumbersOf(CultureInfo culture);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_dateTimeInfo")]
    private static extern ref DateTimeFormatInfo? DatesOf(CultureInfo culture);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_calendar")]
    private static extern ref Calendar? CalendarOf(CultureInfo culture);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_textInfo")]
    private static extern ref TextInfo? TextOf(CultureInfo culture);
}
