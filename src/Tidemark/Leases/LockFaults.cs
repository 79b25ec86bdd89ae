namespace Tidemark.Leases;

/// <summary>What a request is told that could not get its session.</summary>
internal static class LockFaults
{
    public static SessionLockTimeoutException Timeout(TimeSpan waited, string purpose, string where, TimeSpan held) => new(
        $"The session was not free within {waited}: {Name(purpose)} on {where} has held it for {held}. The request can be sent again. "
        + "Requests of one session run one at a time: give endpoints that only read ReadOnly access, keep slow work out of the session, "
        + "or raise TidemarkOptions.LockWaitTimeout.",
        waited,
        purpose,
        held);

    public static SessionLockTimeoutException QueueFull(int waiting, string purpose, TimeSpan held) => new(
        $"The session has {waiting} requests waiting on this node, and may have no more (TidemarkOptions.LockQueueLimit); this one was "
        + $"refused at once. {Name(purpose)} has held it for {held}. The request can be sent again.",
        TimeSpan.Zero,
        purpose,
        held);

    private static string Name(string purpose) => purpose.Length == 0 ? "a request" : $"'{purpose}'";
}
