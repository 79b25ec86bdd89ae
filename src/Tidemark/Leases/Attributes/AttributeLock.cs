namespace Tidemark.Leases.Attributes;

/// <summary>The lock of one attribute: who has it, and who waits for it in which order. Nobody waits for a free one.</summary>
internal sealed class AttributeLock(string name)
{
    private LinkedList<LockRequest>? _waiting;

    public string Name => name;

    public LockOwner? Holder { get; private set; }

    /// <summary>Since when, as a timestamp of the clock.</summary>
    public long Since { get; private set; }

    /// <summary>Whether the holder has it until it releases everything. Else a request for several has it, and may still fail.</summary>
    public bool IsKept { get; private set; }

    /// <summary>While it is not kept: how many requests of the holder count on it.</summary>
    public int Claims { get; private set; }

    /// <summary>The one that its holder got before this one.</summary>
    public AttributeLock? NextHeld { get; set; }

    public LockRequest? FirstWaiting => _waiting?.First?.Value;

    public IReadOnlyCollection<LockRequest> Waiting => _waiting ?? (IReadOnlyCollection<LockRequest>)[];

    public bool IsOpenTo(LockOwner owner) => Holder is null || Holder == owner;

    public void GiveTo(LockOwner? owner, long now)
    {
        Holder?.Remove(this);
        (Holder, Since, IsKept, Claims) = (owner, now, false, 0);
        owner?.Add(this);
    }

    public void Keep() => IsKept = true;

    public void Claim() => Claims++;

    public void Unclaim() => Claims--;

    /// <summary>Puts a request at the end of the line, or behind those of its own owner, who gets the lock once, for all of them.</summary>
    public void Enqueue(LockRequest request, long now)
    {
        var line = _waiting ??= [];
        var before = request.Owner.Waits.FirstOrDefault(wait => wait.Attribute == this)?.Place ?? line.Last;
        while (before?.Next is { } next && next.Value.Owner == request.Owner)
            before = next;
        if (before is null)
            line.AddFirst(request.Place);
        else
            line.AddAfter(before, request.Place);
        request.WaitFor(this, now);
    }

    public void Withdraw(LockRequest request)
    {
        _waiting!.Remove(request.Place);
        request.WaitFor(null, 0);
    }
}
