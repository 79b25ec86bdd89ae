using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>What a request is told that could not get its session.</summary>
internal static class LockFaults
{
    /// <param name="waited">How long this request waited.</param>
    /// <param name="purpose">What the holder is doing.</param>
    /// <param name="node">The node that holds the lease; null for this one.</param>
    /// <param name="held">For how long.</param>
    public static SessionLockTimeoutException Timeout(TimeSpan waited, string purpose, NodeId? node, TimeSpan held) => new(
        $"The session was not free within {waited}: {Name(purpose)} on {(node is { } other ? $"node {other}" : "this node")} has held it for "
        + $"{held}. The request can be sent again. "
        + "Give endpoints that only read ReadOnly access, keep slow work out of the session, give it back before slow work (ReleaseAsync), "
        + "or raise TidemarkOptions.LockWaitTimeout.",
        waited,
        purpose,
        held) { HolderNode = node };

    public static SessionLockTimeoutException CommitUnderWay(TimeSpan waited) => new(
        $"The session could not be used within {waited}: the store has not answered a commit of another request on this node. The request "
        + "can be sent again.",
        waited,
        "a commit",
        waited);

    public static SessionLockTimeoutException StoreUnderWay(TimeSpan waited) => new(
        $"The session could not be used within {waited} (TidemarkOptions.LockWaitTimeout): the store has not answered yet who has it. The request can be "
        + "sent again; if it goes on, see whether the store is up, reachable from this node and not overloaded.",
        waited,
        "a call of the store",
        waited);

    public static SessionLockTimeoutException QueueFull(int waiting, string purpose, TimeSpan held) => new(
        $"The session has {waiting} requests waiting on this node, and may have no more (TidemarkOptions.LockQueueLimit); this one was "
        + $"refused at once. {Name(purpose)} has held it for {held}. The request can be sent again.",
        TimeSpan.Zero,
        purpose,
        held);

    private static string Name(string purpose) => purpose.Length == 0 ? "a request" : $"'{purpose}'";
}
