using System.Text;

namespace Tidemark.Leases.Attributes;

/// <summary>What a request is told that could not get an attribute.</summary>
internal static class AttributeLockFaults
{
    // Longer circles are told in part: the message stays readable, and the exception has them whole.
    private const int Told = 8;

    public static SessionLockTimeoutException Timeout(AttributeLock attribute, TimeSpan waited, TimeSpan held) => new(
        $"The attribute '{attribute.Name}' was not free within {waited}: {HolderOf(attribute)} has held it for {held}. The request can be "
        + "sent again. Requests that change one attribute run one after the other: only read it where it is not changed, give locks back "
        + "before slow work, or raise TidemarkOptions.LockWaitTimeout.",
        waited,
        attribute.Holder?.Purpose ?? "",
        held) { Attribute = attribute.Name };

    public static SessionLockTimeoutException QueueFull(AttributeLock attribute, int waiting, TimeSpan held) => new(
        $"The attribute '{attribute.Name}' is not free, and {waiting} accesses to attributes of its session wait on this node already; "
        + $"there may be no more (TidemarkOptions.LockQueueLimit), and this one was refused at once. {HolderOf(attribute)} has held it for "
        + $"{held}. The request can be sent again.",
        TimeSpan.Zero,
        attribute.Holder?.Purpose ?? "",
        held) { Attribute = attribute.Name };

    public static InvalidOperationException Released(AttributeLock attribute) => new(
        $"The request gave its attributes back while a part of it still waited for the attribute '{attribute.Name}'. "
        + "Nothing was changed by that part. Await every access to the session before the locks are given back or the request ends.");

    public static SessionDeadlockException Deadlock(IReadOnlyList<LockRequest> cycle)
    {
        var story = new StringBuilder("Requests of this session wait for each other's attributes: ");
        for (var i = 0; i < cycle.Count && i < Told; i++)
        {
            var (wait, next) = (cycle[i], cycle[(i + 1) % cycle.Count].Owner);
            var blocker = next == cycle[0].Owner ? "this one" : Name(next);
            story.Append(i == 0 ? $"this one, {Name(wait.Owner)}," : Name(wait.Owner))
                .Append($" wants '{wait.Attribute!.Name}', ")
                .Append(next == wait.Attribute.Holder ? $"which {blocker} holds" : $"for which {blocker} came first")
                .Append(i + 1 < cycle.Count ? "; " : ". ");
        }

        if (cycle.Count > Told)
            story.Append($"and {cycle.Count - Told} more, the last of which waits for this one. ");
        story.Append(
            "To end the circle this access was refused at once; nothing was changed by it, and the request still has what it had. "
            + "It can be sent again. To avoid this, take several attributes together, in one call, or get them in one order everywhere.");
        return new SessionDeadlockException(
            story.ToString(), [.. cycle.Select(wait => wait.Attribute!.Name)], [.. cycle.Select(wait => wait.Owner.Purpose)]);
    }

    private static string HolderOf(AttributeLock attribute) => attribute.Holder is { } holder ? Name(holder) : "a request";

    private static string Name(LockOwner owner) => owner.Purpose.Length == 0 ? "a request" : $"'{owner.Purpose}'";
}
