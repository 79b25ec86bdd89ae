using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>
/// Orders the requests of each session on this node, first come first served, so that one of them at most waits in the store.
/// </summary>
internal sealed class LocalQueue(int limit, TimeProvider time)
{
    // Guards the lines and everything in them.
    private readonly Lock _gate = new();
    private readonly Dictionary<StateKey, Line> _lines = [];

    /// <summary>Waits for the turn.</summary>
    /// <exception cref="SessionLockTimeoutException">Too many wait already, or the wait took too long.</exception>
    public ValueTask<Turn> EnterAsync(StateKey key, string purpose, LockWait wait, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!_lines.TryGetValue(key, out var line))
                return new ValueTask<Turn>(Open_NeedsLock(key, purpose));
            if (line.Waiting.Count >= limit)
                throw LockFaults.QueueFull(line.Waiting.Count, line.Holder.Purpose, time.GetElapsedTime(line.Holder.Since));
            var waiter = new Waiter(purpose);
            line.Waiting.AddLast(waiter.Place);
            return WaitAsync(line, waiter, wait, cancellationToken);
        }
    }

    /// <summary>Takes the turn if nobody has it.</summary>
    public Turn? TryEnter(StateKey key, string purpose)
    {
        lock (_gate)
            return _lines.ContainsKey(key) ? null : Open_NeedsLock(key, purpose);
    }

    /// <summary>Passes the turn on. Does nothing if it was passed on before.</summary>
    public void Leave(Turn turn)
    {
        lock (_gate)
        {
            if (!_lines.TryGetValue(turn.Key, out var line) || line.Holder != turn)
                return;
            while (line.Waiting.First is { } next)
            {
                line.Waiting.RemoveFirst();
                line.Holder = new Turn(this, turn.Key, next.Value.Purpose, time.GetTimestamp());

                // Fails for one that gave up in this very moment.
                if (next.Value.TrySetResult(line.Holder))
                    return;
            }

            _lines.Remove(turn.Key);
        }
    }

    private async ValueTask<Turn> WaitAsync(Line line, Waiter waiter, LockWait wait, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(wait.Remaining, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var ending = either.Token.UnsafeRegister(static waiter => ((Waiter)waiter!).TrySetCanceled(), waiter);
        try
        {
            return await waiter.Task;
        }
        catch (OperationCanceledException)
        {
            var holder = Withdraw(line, waiter);
            cancellationToken.ThrowIfCancellationRequested();
            throw LockFaults.Timeout(wait.Elapsed, holder.Purpose, "this node", time.GetElapsedTime(holder.Since));
        }
    }

    private Turn Withdraw(Line line, Waiter waiter)
    {
        lock (_gate)
        {
            if (waiter.Place.List == line.Waiting)
                line.Waiting.Remove(waiter.Place);
            return line.Holder;
        }
    }

    private Turn Open_NeedsLock(StateKey key, string purpose)
    {
        var turn = new Turn(this, key, purpose, time.GetTimestamp());
        _lines.Add(key, new Line(turn));
        return turn;
    }

    private sealed class Line(Turn holder)
    {
        public Turn Holder { get; set; } = holder;

        public LinkedList<Waiter> Waiting { get; } = [];
    }

    private sealed class Waiter : TaskCompletionSource<Turn>
    {
        public Waiter(string purpose) : base(TaskCreationOptions.RunContinuationsAsynchronously)
        {
            Purpose = purpose;
            Place = new LinkedListNode<Waiter>(this);
        }

        public string Purpose { get; }

        public LinkedListNode<Waiter> Place { get; }
    }
}
