namespace Tidemark.Leases.Attributes;

/// <summary>
/// One request's flow of awaits in one session: what attribute locks belong to. It is no thread; parallel parts of one request share it.
/// The gate of its <see cref="AttributeLocks"/> guards everything but the purpose.
/// </summary>
internal sealed class LockOwner(string purpose)
{
    private List<LockRequest>? _waits;

    /// <summary>What the request is doing, such as its route.</summary>
    public string Purpose => purpose;

    /// <summary>
    /// The attribute it got last; the others follow by <see cref="AttributeLock.NextHeld"/>. Linked, so that taking one allocates nothing.
    /// </summary>
    public AttributeLock? LastHeld { get; private set; }

    /// <summary>What it waits for, oldest first: more than one if parts of the request run in parallel.</summary>
    public IReadOnlyList<LockRequest> Waits => _waits ?? (IReadOnlyList<LockRequest>)[];

    public void Add(AttributeLock held)
    {
        held.NextHeld = LastHeld;
        LastHeld = held;
    }

    public void Remove(AttributeLock held)
    {
        if (LastHeld == held)
        {
            LastHeld = held.NextHeld;
        }
        else
        {
            var later = LastHeld;
            while (later?.NextHeld != held)
                later = later!.NextHeld;
            later!.NextHeld = held.NextHeld;
        }

        held.NextHeld = null;
    }

    public void Add(LockRequest wait) => (_waits ??= []).Add(wait);

    public void Remove(LockRequest wait) => _waits?.Remove(wait);
}
