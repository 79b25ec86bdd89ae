namespace Tidemark.Stores;

/// <summary>
/// Which nodes wait for a lease, first come first served, and for whom it is kept free, as a value. A waiter that does not ask again is
/// forgotten after <see cref="Patience"/>; one that does not come for a free lease within <see cref="Reservation"/> loses its place to
/// whoever asks next. So a dead waiter holds nobody up for long, and no store needs a timer.
/// </summary>
/// <remarks>A time that is much further ahead than it can have been set was set before the clock went back: it counts as past.</remarks>
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

    /// <summary>The node that is told when the lease comes free; empty if nobody waits.</summary>
    public IReadOnlyList<LeaseWaiter> First => Waiters is [var first, ..] ? [first] : [];

    /// <summary>Whether a node other than <paramref name="node"/> waits.</summary>
    public bool HasOthers(NodeId node, DateTimeOffset now)
    {
        for (var place = 0; place < Waiters.Count; place++)
        {
            if (Waiters[place].Node != node && Waiters[place].Waits(now))
                return true;
        }

        return false;
    }

    /// <summary>For whom a free lease is kept; null if whoever asks may have it.</summary>
    public LeaseWaiter? Reserved(DateTimeOffset now) =>
        IsAhead(ReservedUntil, Reservation, now) && Waiters is [var first, ..] && first.Waits(now) ? first : null;

    /// <summary>The queue with a node in it, at its old place if it had one.</summary>
    public LeaseQueue Enter(NodeId node, string purpose, DateTimeOffset now)
    {
        var entry = new LeaseWaiter(node, PrimaryRecord.Later(now, Patience), purpose);
        var waiting = Live(now);
        var place = waiting.FindIndex(waiter => waiter.Node == node);
        if (place >= 0)
            waiting[place] = entry;
        else if (waiting.Count < MaxWaiters)
            waiting.Add(entry);
        return this with { Waiters = waiting };
    }

    /// <summary>The queue once <paramref name="node"/> has the lease. Whom it was kept for in vain loses its place.</summary>
    public LeaseQueue Leave(NodeId node, DateTimeOffset now)
    {
        if (Waiters.Count == 0)
            return Empty;
        var late = ReservedUntil > DateTimeOffset.MinValue && Reserved(now) is null ? Waiters[0].Node : node;
        return Of(Without(node, late, now), DateTimeOffset.MinValue);
    }

    /// <summary>The queue when the lease comes free: kept for the first waiter from now on.</summary>
    public LeaseQueue Offer(DateTimeOffset now) => Waiters.Count == 0 ? Empty : Of(Live(now), PrimaryRecord.Later(now, Reservation));

    // Twice the span, so that a small step back of the clock forgets nobody.
    internal static bool IsAhead(DateTimeOffset time, TimeSpan span, DateTimeOffset now) => now < time && time - now <= 2 * span;

    private static LeaseQueue Of(List<LeaseWaiter> waiting, DateTimeOffset reservedUntil) =>
        waiting.Count == 0 ? Empty : new LeaseQueue(waiting, reservedUntil);

    private List<LeaseWaiter> Without(NodeId one, NodeId other, DateTimeOffset now) =>
        [.. Live(now).Where(waiter => waiter.Node != one && waiter.Node != other)];

    private List<LeaseWaiter> Live(DateTimeOffset now) => [.. Waiters.Where(waiter => waiter.Waits(now))];
}

/// <summary>A node that waits for a lease.</summary>
/// <param name="Node">Who waits.</param>
/// <param name="Until">When it is forgotten unless it asks again, by the store's clock.</param>
/// <param name="Purpose">What for, in its own words.</param>
public readonly record struct LeaseWaiter(NodeId Node, DateTimeOffset Until, string Purpose)
{
    /// <summary>Whether it is not forgotten yet.</summary>
    internal bool Waits(DateTimeOffset now) => LeaseQueue.IsAhead(Until, LeaseQueue.Patience, now);
}
