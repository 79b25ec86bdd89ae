namespace Tidemark.Leases;

/// <summary>
/// Who uses one session on this node, and who waits for that, first come first served: a fair readers-writer lock. The gate of its
/// <see cref="LocalSession"/> guards it, and every method needs it.
/// </summary>
internal sealed class TurnTable(TimeProvider time)
{
    private readonly List<Turn> _inside = [];
    private LinkedList<Waiter>? _waiting;

    public IReadOnlyList<Turn> Inside => _inside;

    public int Waiting => _waiting?.Count ?? 0;

    public IEnumerable<Waiter> Waiters => _waiting ?? Enumerable.Empty<Waiter>();

    /// <summary>The turn that has lasted longest.</summary>
    public Turn? First => _inside.Count > 0 ? _inside[0] : null;

    /// <summary>For how long it has.</summary>
    public TimeSpan HeldFor => First is { } first ? time.GetElapsedTime(first.Since) : TimeSpan.Zero;

    /// <summary>A turn, unless somebody is inside or waits who comes first.</summary>
    public Turn? TryEnter(bool isExclusive, string purpose) => TryEnter(isExclusive, purpose, time.GetTimestamp());

    /// <summary>The same, as of a moment that was read before.</summary>
    public Turn? TryEnter(bool isExclusive, string purpose, long now) => Waiting == 0 && Admits(isExclusive) ? Enter(isExclusive, purpose, now) : null;

    public Waiter Enqueue(bool isExclusive, string purpose)
    {
        var waiter = new Waiter(isExclusive, purpose, time.GetTimestamp());
        (_waiting ??= []).AddLast(waiter.Place);
        return waiter;
    }

    public void Withdraw(Waiter waiter)
    {
        if (waiter.Place.List is { } line)
            line.Remove(waiter.Place);
    }

    public bool Remove(Turn turn) => _inside.Remove(turn);

    /// <summary>Lets in who may come now.</summary>
    public void Admit()
    {
        while (_waiting?.First is { } next && Admits(next.Value.IsExclusive))
        {
            _waiting.RemoveFirst();
            var turn = Enter(next.Value.IsExclusive, next.Value.Purpose, time.GetTimestamp());

            // Fails for one that gave up in this very moment.
            if (!next.Value.TrySetResult(turn))
                _inside.Remove(turn);
        }
    }

    private bool Admits(bool isExclusive) => _inside.Count == 0 || (!isExclusive && !_inside[0].IsExclusive);

    private Turn Enter(bool isExclusive, string purpose, long now)
    {
        var turn = new Turn(isExclusive, purpose, now);
        _inside.Add(turn);
        return turn;
    }

    /// <summary>A request that waits. Its continuation never runs in the code that lets it in.</summary>
    internal sealed class Waiter : TaskCompletionSource<Turn>
    {
        public Waiter(bool isExclusive, string purpose, long since) : base(TaskCreationOptions.RunContinuationsAsynchronously)
        {
            (IsExclusive, Purpose, Since) = (isExclusive, purpose, since);
            Place = new LinkedListNode<Waiter>(this);
        }

        public bool IsExclusive { get; }

        public string Purpose { get; }

        public long Since { get; }

        public LinkedListNode<Waiter> Place { get; }
    }
}
