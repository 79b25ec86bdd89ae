namespace Shop.Numbers;

/// <summary>The requests of one route, added up.</summary>
public sealed record RouteNumbers(string Route)
{
    private static readonly TimeSpan LongWait = TimeSpan.FromMilliseconds(1);

    public long Requests { get; init; }

    public long Unavailable { get; init; }

    public long Commits { get; init; }

    public long AttributesTouched { get; init; }

    public long AttributesSent { get; init; }

    /// <summary>Those of them that went as patches.</summary>
    public long AttributesPatched { get; init; }

    /// <summary>Those of them that went whole because their patches had become too many.</summary>
    public long AttributesRebased { get; init; }

    public long BytesSent { get; init; }

    /// <summary>Those of them that were patches.</summary>
    public long BytesPatched { get; init; }

    public long SessionBytes { get; init; }

    /// <summary>Calls of the store while these requests ran.</summary>
    public long StoreCalls { get; init; }

    /// <summary>Requests that took more calls than the two that fetch a session and bring it back.</summary>
    public long Costly { get; init; }

    /// <summary>Requests that waited for more than a millisecond.</summary>
    public long Waits { get; init; }

    public double LongestWaitMilliseconds { get; init; }

    public SettledNumbers Settled { get; init; } = SettledNumbers.None;

    /// <summary>Whether these requests begin or end an id, which costs other commits than a change does.</summary>
    public bool ChangesId => Route is "POST /SignIn" or "POST /Account SignOut";

    public static RouteNumbers Of(string route, int status, RequestNumbers request, bool isSettled) => new(route)
    {
        Requests = 1,
        Unavailable = status == StatusCodes.Status503ServiceUnavailable ? 1 : 0,
        Commits = request.Commits,
        AttributesTouched = request.AttributesTouched,
        AttributesSent = request.AttributesSent,
        AttributesPatched = request.AttributesPatched,
        AttributesRebased = request.AttributesRebased,
        BytesSent = request.BytesSent,
        BytesPatched = request.BytesPatched,
        SessionBytes = request.SessionBytes,
        StoreCalls = request.StoreCalls,
        Costly = request.StoreCalls > 2 ? 1 : 0,
        Waits = request.Wait > LongWait ? 1 : 0,
        LongestWaitMilliseconds = request.Wait.TotalMilliseconds,
        Settled = isSettled ? SettledNumbers.Of(request) : SettledNumbers.None,
    };

    public static RouteNumbers operator +(RouteNumbers one, RouteNumbers other) => new(one.Route)
    {
        Requests = one.Requests + other.Requests,
        Unavailable = one.Unavailable + other.Unavailable,
        Commits = one.Commits + other.Commits,
        AttributesTouched = one.AttributesTouched + other.AttributesTouched,
        AttributesSent = one.AttributesSent + other.AttributesSent,
        AttributesPatched = one.AttributesPatched + other.AttributesPatched,
        AttributesRebased = one.AttributesRebased + other.AttributesRebased,
        BytesSent = one.BytesSent + other.BytesSent,
        BytesPatched = one.BytesPatched + other.BytesPatched,
        SessionBytes = one.SessionBytes + other.SessionBytes,
        StoreCalls = one.StoreCalls + other.StoreCalls,
        Costly = one.Costly + other.Costly,
        Waits = one.Waits + other.Waits,
        LongestWaitMilliseconds = Math.Max(one.LongestWaitMilliseconds, other.LongestWaitMilliseconds),
        Settled = one.Settled + other.Settled,
    };

    public static RouteNumbers Sum(string route, IEnumerable<RouteNumbers> all) =>
        all.Aggregate(new RouteNumbers(route), (sum, next) => sum + next);
}
