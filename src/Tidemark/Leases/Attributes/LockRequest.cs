namespace Tidemark.Leases.Attributes;

/// <summary>
/// One call's wish for one or more attributes, and what it awaits. It gets them in ordinal order and waits for one at a time. Continuations
/// run asynchronously, never in the code that releases.
/// </summary>
internal sealed class LockRequest : TaskCompletionSource
{
    private readonly string[] _names;
    private readonly List<AttributeLock> _claimed;

    public LockRequest(LockOwner owner, IEnumerable<string> names, LockWait wait) : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        (Owner, Wait) = (owner, wait);
        _names = [.. names.Order(StringComparer.Ordinal)];
        _claimed = new List<AttributeLock>(_names.Length);
        Place = new LinkedListNode<LockRequest>(this);
    }

    public LockOwner Owner { get; }

    public LockWait Wait { get; }

    /// <summary>Its place in the line of the attribute that it waits for.</summary>
    public LinkedListNode<LockRequest> Place { get; }

    /// <summary>What it waits for; null while it does not wait.</summary>
    public AttributeLock? Attribute { get; private set; }

    /// <summary>Since when it waits for that, as a timestamp of the clock.</summary>
    public long Since { get; private set; }

    /// <summary>What it wants next; null if it has everything.</summary>
    public string? NextName => _claimed.Count < _names.Length ? _names[_claimed.Count] : null;

    /// <summary>What it has got so far, whether or not its owner had it before.</summary>
    public IReadOnlyList<AttributeLock> Claimed => _claimed;

    public void WaitFor(AttributeLock? attribute, long now) => (Attribute, Since) = (attribute, now);

    public void Claim(AttributeLock attribute)
    {
        attribute.Claim();
        _claimed.Add(attribute);
    }
}
