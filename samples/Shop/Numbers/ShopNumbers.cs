namespace Shop.Numbers;

/// <summary>What one app server counted, or all of them together.</summary>
public sealed record ShopNumbers(IReadOnlyList<RouteNumbers> Routes, LeaseNumbers Leases)
{
    public static ShopNumbers Sum(IReadOnlyList<ShopNumbers> all) => new(
        [.. all.SelectMany(one => one.Routes).GroupBy(route => route.Route).Select(route => RouteNumbers.Sum(route.Key, route))],
        LeaseNumbers.Sum([.. all.Select(one => one.Leases)]));
}
