using System.Globalization;

namespace Shop.Checkout;

/// <summary>Two hours of one day.</summary>
public sealed record DeliverySlot(DateOnly Day, TimeOnly From)
{
    public string Code => string.Create(CultureInfo.InvariantCulture, $"{Day:yyyy-MM-dd}T{From:HH}");

    public string Description =>
        string.Create(CultureInfo.InvariantCulture, $"{Day:dddd d MMMM}, {From:HH\\:mm} to {From.AddHours(2):HH\\:mm}");

    /// <summary>The slots that can be chosen on the given day: three a day, on the next three days.</summary>
    public static IReadOnlyList<DeliverySlot> After(DateOnly today) =>
    [
        .. from day in Enumerable.Range(1, 3)
           from hour in (int[])[8, 12, 17]
           select new DeliverySlot(today.AddDays(day), new TimeOnly(hour, 0)),
    ];
}
