namespace Tidemark.Leases.Attributes;

/// <summary>
/// Who has and who waits for the attributes of one session: the rules, without threads. The gate of <see cref="AttributeLocks"/> guards
/// it, and every method needs it.
/// </summary>
internal sealed class LockTable(TimeProvider time)
{
    // Free locks are kept up to this number, so that taking them again allocates nothing.
    private const int FreeKept = 16;

    private readonly Dictionary<string, AttributeLock> _locks = new(StringComparer.Ordinal);
    private readonly Queue<LockRequest> _granted = [];

    /// <summary>How many requests wait.</summary>
    public int Waiting { get; private set; }

    public IEnumerable<AttributeLock> Held => _locks.Values.Where(attribute => attribute.Holder is not null);

    public AttributeLock? Find(string name) => _locks.GetValueOrDefault(name);

    /// <summary>Gives an attribute to an owner to whom it is open.</summary>
    public void Take(LockOwner owner, string name) => Open(owner, name).Keep();

    /// <summary>Gets what is free and waits for the rest. Fails at once if that closes a cycle.</summary>
    public void Begin(LockRequest request)
    {
        Waiting++;
        request.Owner.Add(request);
        Advance(request);
        Settle();
    }

    /// <summary>Ends a request without success: what only it had got goes on to others.</summary>
    public void Fail(LockRequest request, Exception reason)
    {
        End(request, reason);
        Settle();
    }

    /// <summary>Ends all waits of an owner, and passes on everything that it has.</summary>
    public void ReleaseAll(LockOwner owner)
    {
        while (owner.Waits is [.., { } wait])
            End(wait, AttributeLockFaults.Released(wait.Attribute!));
        while (owner.LastHeld is { } held)
            Release(held);
        Settle();
    }

    // Those that just got what they waited for go on to the next of their names; not before everything that is released is passed on.
    private void Settle()
    {
        while (_granted.TryDequeue(out var request))
            Advance(request);
    }

    private void Advance(LockRequest request)
    {
        while (request.NextName is { } name)
        {
            if (Find(name) is { } attribute && !attribute.IsOpenTo(request.Owner))
            {
                attribute.Enqueue(request, time.GetTimestamp());
                if (WaitGraph.FindCycle(request) is { } cycle)
                    End(request, AttributeLockFaults.Deadlock(cycle));
                return;
            }

            request.Claim(Open(request.Owner, name));
        }

        Succeed(request);
    }

    private AttributeLock Open(LockOwner owner, string name)
    {
        if (!_locks.TryGetValue(name, out var attribute))
            _locks.Add(name, attribute = new AttributeLock(name));
        if (attribute.Holder is null)
            attribute.GiveTo(owner, time.GetTimestamp());
        return attribute;
    }

    private void Succeed(LockRequest request)
    {
        foreach (var attribute in request.Claimed)
            attribute.Keep();

        Forget(request);
        request.SetResult();
    }

    private void End(LockRequest request, Exception reason)
    {
        request.Attribute?.Withdraw(request);
        Forget(request);
        foreach (var attribute in request.Claimed)
        {
            attribute.Unclaim();
            if (attribute is { IsKept: false, Claims: 0 })
                Release(attribute);
        }

        request.SetException(reason);
    }

    private void Forget(LockRequest request)
    {
        Waiting--;
        request.Owner.Remove(request);
    }

    private void Release(AttributeLock attribute)
    {
        var next = attribute.FirstWaiting?.Owner;
        attribute.GiveTo(next, time.GetTimestamp());
        if (next is null && _locks.Count > FreeKept)
            _locks.Remove(attribute.Name);
        while (attribute.FirstWaiting is { } first && first.Owner == next)
        {
            attribute.Withdraw(first);
            first.Claim(attribute);
            _granted.Enqueue(first);
        }
    }
}
