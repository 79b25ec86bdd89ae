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
            return WaitAsync(key, waiter, wait, cancellationToken);
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
            if (line.Waiting.First is not { } next)
            {
                _lines.Remove(turn.Key);
                return;
            }

            line.Waiting.RemoveFirst();
            line.Holder = new Turn(this, turn.Key, next.Value.Purpose, time.GetTimestamp());
            next.Value.SetResult(line.Holder);
        }
    }

    private async ValueTask<Turn> WaitAsync(StateKey key, Waiter waiter, LockWait wait, CancellationToken cancellationToken)
    {
        try
        {
            return await waiter.Task.WaitAsync(wait.Remaining, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            if (Withdraw(key, waiter) is not { } holder)
                return await waiter.Task;
            throw LockFaults.Timeout(wait.Elapsed, holder.Purpose, "this node", time.GetElapsedTime(holder.Since));
        }
        catch (OperationCanceledException)
        {
            if (Withdraw(key, waiter) is null)
                (await waiter.Task).Leave();
            throw;
        }
    }

    // Who has the turn; null if it came while the waiter gave up, and is the waiter's now.
    private Turn? Withdraw(StateKey key, Waiter waiter)
    {
        lock (_gate)
        {
            if (waiter.Place.List is not { } waiting)
                return null;
            waiting.Remove(waiter.Place);
            return _lines[key].Holder;
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
