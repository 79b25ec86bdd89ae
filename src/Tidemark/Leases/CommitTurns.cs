namespace Tidemark.Leases;

/// <summary>
/// Lets the commits of one session on this node go one by one, first come first served: each builds on the version that the one before
/// made. Not a SemaphoreSlim, because that hands over on threads of its own.
/// </summary>
internal sealed class CommitTurns
{
    // Guards what follows.
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private bool _isTaken;
    private TaskCompletionSource? _current;

    public bool IsTaken
    {
        get
        {
            lock (_gate)
                return _isTaken;
        }
    }

    /// <summary>Completes with the turn that somebody has now; null if nobody has it.</summary>
    public Task? UnderWay
    {
        get
        {
            lock (_gate)
                return _isTaken ? (_current ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task : null;
        }
    }

    /// <summary>Takes the turn if nobody has it.</summary>
    public bool TryTake()
    {
        lock (_gate)
            return !_isTaken && (_isTaken = true);
    }

    /// <summary>Waits for the turn; false if that takes too long.</summary>
    public ValueTask<bool> TakeAsync(LockWait wait, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isTaken)
                return WaitAsync(_waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)), wait, cancellationToken);
            _isTaken = true;
            return new ValueTask<bool>(true);
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            _current?.SetResult();
            _current = null;
            if (_waiting.First is not { } next)
            {
                _isTaken = false;
                return;
            }

            _waiting.Remove(next);
            next.Value.SetResult();
        }
    }

    private async ValueTask<bool> WaitAsync(
        LinkedListNode<TaskCompletionSource> place, LockWait wait, CancellationToken cancellationToken)
    {
        try
        {
            if (await wait.ForAsync(place.Value.Task, cancellationToken))
                return true;
        }
        catch (OperationCanceledException)
        {
            Withdraw(place);
            throw;
        }

        Withdraw(place);
        return false;
    }

    // The turn may have come in this very moment: then it goes on to the next.
    private void Withdraw(LinkedListNode<TaskCompletionSource> place)
    {
        lock (_gate)
        {
            if (place.List is { } line)
            {
                line.Remove(place);
                return;
            }
        }

        Leave();
    }
}
