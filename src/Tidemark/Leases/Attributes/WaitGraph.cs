namespace Tidemark.Leases.Attributes;

/// <summary>
/// The wait-for graph of one session: an owner waits for those who hold what it wants, and for those before it in the line. A cycle in it
/// is a deadlock, and there is no other kind (Holt, 1972; Gray and Reuter, "Transaction Processing", 1993, chapter 7).
/// </summary>
internal static class WaitGraph
{
    /// <summary>
    /// The shortest cycle that a new wait closes, the new wait first: each waits for the owner of the next, the last for that of the first.
    /// Null if there is none. Only new waits can close cycles: locks that are taken at once have nobody waiting, and a lock that
    /// changes hands goes to the one whom all others in its line waited for already.
    /// </summary>
    public static IReadOnlyList<LockRequest>? FindCycle(LockRequest closing)
    {
        // Nobody can wait for an owner that has nothing and stands in no other line.
        if (closing.Owner.LastHeld is null && closing.Owner.Waits.Count == 1)
            return null;
        var reached = new Dictionary<LockOwner, LockRequest>();
        var open = new Queue<LockRequest>([closing]);
        while (open.TryDequeue(out var wait))
        {
            if (Reach(wait.Attribute?.Holder, wait) || Reach(Predecessor(wait), wait))
                return Walk(reached, closing);
        }

        return null;

        bool Reach(LockOwner? blocker, LockRequest from)
        {
            if (blocker is null || !reached.TryAdd(blocker, from))
                return false;
            foreach (var next in blocker.Waits)
                open.Enqueue(next);
            return blocker == closing.Owner;
        }
    }

    // The one right before stands for all before it: it waits for them too. So a search costs no more than there are waits.
    private static LockOwner? Predecessor(LockRequest wait)
    {
        var place = wait.Place.Previous;
        while (place?.Value.Owner == wait.Owner)
            place = place.Previous;
        return place?.Value.Owner;
    }

    private static List<LockRequest> Walk(Dictionary<LockOwner, LockRequest> reached, LockRequest closing)
    {
        var cycle = new List<LockRequest>();
        var wait = closing;
        do
        {
            wait = reached[wait.Owner];
            cycle.Add(wait);
        }
        while (wait != closing);

        cycle.Reverse();
        return cycle;
    }
}
