namespace Tidemark.Stores;

/// <summary>
/// Which nodes wait for a lease, first come first served, and for whom it is kept free, as a value. A waiter that does not ask again is
/// forgotten after <see cref="Patience"/>; one that does not come for a free lease within <see cref="Reservation"/> loses its place to
/// whoever asks next. So a dead waiter holds nobody up for long, and no store needs a timer.
/// </summary>
/// <param name="Waiters">The nodes that wait, the next first.</param>
/// <param name="ReservedUntil">While the lease is free: until when only the first waiter may have it.</param>
public sealed record LeaseQueue(IReadOnlyList<LeaseWaiter> Waiters, DateTimeOffset ReservedUntil)
{
    /// <summary>How long a waiter keeps its place without asking again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>How long a free lease is kept for the first waiter.</summary>
    public static readonly TimeSpan Reservation = TimeSpan.FromMilliseconds(250);

    /// <summary>How many nodes may wait. One more is answered that the lease is held, and only asks again.</summary>
    public const int MaxWaiters = 64;

    /// <summary>Nobody waits.</summary>
    public static LeaseQueue Empty { get; } = new([], DateTimeOffset.MinValue);

    /// <summary>Whether a node other than <paramref name="node"/> waits.</summary>
    public bool HasOthers(NodeId node, DateTimeOffset now)
    {
        foreach (var waiter in Waiters)
        {
            if (waiter.Node != node && now < waiter.Until)
                return true;
        }

        return false;
    }

    /// <summary>For whom a free lease is kept; null if whoever asks may have it.</summary>
    public LeaseWaiter? Reserved(DateTimeOffset now) => now < ReservedUntil && Waiters is [var first, ..] && now < first.Until ? first : null;

    /// <summary>The queue with a node in it, at its old place if it had one.</summary>
    public LeaseQueue Enter(NodeId node, string purpose, DateTimeOffset now)
    {
        var entry = new LeaseWaiter(node, now + Patience, purpose);
        var waiting = Live(now);
        var place = waiting.FindIndex(waiter => waiter.Node == node);
        if (place >= 0)
            waiting[place] = entry;
        else if (waiting.Count < MaxWaiters)
            waiting.Add(entry);
        return this with { Waiters = waiting };
    }

    /// <summary>The queue without a node.</summary>
    public LeaseQueue Leave(NodeId node, DateTimeOffset now)
    {
        if (Waiters.Count == 0)
            return Empty;
        var waiting = Live(now);
        waiting.RemoveAll(waiter => waiter.Node == node);
        return new LeaseQueue(waiting, DateTimeOffset.MinValue);
    }

    /// <summary>The queue when the lease comes free: kept for the first waiter from now on.</summary>
    public LeaseQueue Offer(DateTimeOffset now) =>
        Live(now) is { Count: > 0 } waiting ? new LeaseQueue(waiting, now + Reservation) : Empty;

    private List<LeaseWaiter> Live(DateTimeOffset now) => [.. Waiters.Where(waiter => now < waiter.Until)];
}

/// <summary>A node that waits for a lease.</summary>
/// <param name="Node">Who waits.</param>
/// <param name="Until">When it is forgotten unless it asks again, by the store's clock.</param>
/// <param name="Purpose">What for, in its own words.</param>
public readonly record struct LeaseWaiter(NodeId Node, DateTimeOffset Until, string Purpose);
