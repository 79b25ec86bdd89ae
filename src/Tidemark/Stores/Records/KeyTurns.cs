namespace Tidemark.Stores;

/// <summary>Lets changes of one record through one at a time, once they were seen to compete. Where none do, it costs nothing.</summary>
internal sealed class KeyTurns
{
    // Guards what follows: who waits, behind the one who has the turn.
    private readonly Lock _gate = new();
    private readonly Dictionary<RecordKey, Queue<TaskCompletionSource>> _keys = [];

    // How many keys there are, for who has not the lock.
    private int _count;

    /// <summary>Whether changes of a record compete.</summary>
    public bool AreTaken(RecordKey key)
    {
        if (Volatile.Read(ref _count) == 0)
            return false;
        lock (_gate)
            return _keys.ContainsKey(key);
    }

    /// <summary>Waits for its turn; is completed if nobody has it.</summary>
    public Task EnterAsync(RecordKey key)
    {
        lock (_gate)
        {
            if (_keys.TryGetValue(key, out var waiting))
            {
                var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting.Enqueue(turn);
                return turn.Task;
            }

            _keys.Add(key, []);
            _count = _keys.Count;
            return Task.CompletedTask;
        }
    }

    /// <summary>Ends a turn: the next is who has waited longest.</summary>
    public void Leave(RecordKey key)
    {
        lock (_gate)
        {
            if (_keys[key].TryDequeue(out var next))
            {
                next.SetResult();
                return;
            }

            _keys.Remove(key);
            _count = _keys.Count;
        }
    }
}
