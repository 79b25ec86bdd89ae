using System.Globalization;

namespace Shop.Domain;

public static class Money
{
    public static string Price(this decimal amount) => "€\u00a0" + amount.ToString("#,0.00", CultureInfo.InvariantCulture);
}
