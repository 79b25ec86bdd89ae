namespace Shop.Numbers;

/// <summary>The requests of one route, added up.</summary>
public sealed record RouteNumbers(
    string Route, long Requests, long Unavailable, long Commits,
    long AttributesTouched, long AttributesSent, long BytesSent, long SessionBytes)
{
    public static RouteNumbers Of(string route, int status, RequestNumbers request) => new(
        route, 1, status == StatusCodes.Status503ServiceUnavailable ? 1 : 0,
        request.Commits, request.AttributesTouched, request.AttributesSent, request.BytesSent, request.SessionBytes);

    public static RouteNumbers operator +(RouteNumbers one, RouteNumbers other) => new(
        one.Route, one.Requests + other.Requests, one.Unavailable + other.Unavailable, one.Commits + other.Commits,
        one.AttributesTouched + other.AttributesTouched, one.AttributesSent + other.AttributesSent,
        one.BytesSent + other.BytesSent, one.SessionBytes + other.SessionBytes);

    public static RouteNumbers Sum(string route, IEnumerable<RouteNumbers> all) =>
        all.Aggregate(new RouteNumbers(route, 0, 0, 0, 0, 0, 0, 0), (sum, next) => sum + next);
}
