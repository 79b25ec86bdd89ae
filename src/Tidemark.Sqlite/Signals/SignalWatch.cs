namespace Tidemark.Sqlite;

/// <summary>
/// Looks for signals that other stores left in the file, while a node listens here and holds or awaits a lease, and nodes may live elsewhere: every two
/// milliseconds, or every five when nobody wrote to the file for a second. Else it rests, and whatever makes one of these true has to wake it.
/// </summary>
/// <remarks>
/// A thread of its own, because timers were seen to be ten times as dear and half as prompt: .NET counts their milliseconds in steps of
/// four, and the thread pool searches for more work after each, 350 us against 25. Its pauses are in real time, whatever clock the sessions live by.
/// </remarks>
internal sealed class SignalWatch(
    SqliteFile file, SqliteListeners listeners, LeaseInterest interest, Neighbours neighbours, Func<IReadOnlyList<StoredSignal>, Task> remove)
    : IAsyncDisposable
{
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guards the thread and its rest.
    private readonly object _gate = new();
    private Thread? _thread;
    private bool _isDisposed;
    private volatile bool _rests = true;

    // Only the thread touches these.
    private readonly List<StoredSignal> _found = [];
    private SignalReader? _reader;
    private Task _removal = Task.CompletedTask;
    private long _changed;
    private long _looks;
    private TimeSpan _pause = Busy;

    // The interest takes a lock, so that the neighbours are asked after it was said that the watch rests.
    private bool IsNeeded => !listeners.IsEmpty && interest.IsOn && neighbours.ArePossible;

    /// <summary>How often it looked.</summary>
    public long Looks => Volatile.Read(ref _looks);

    /// <summary>Whether it looks no more until it is woken.</summary>
    public bool Rests
    {
        get
        {
            lock (_gate)
                return _rests && !IsNeeded;
        }
    }

    /// <summary>To be called after a node began to listen, or holds or awaits a lease, or there may be others elsewhere.</summary>
    public void Wake()
    {
        if (!_rests || !IsNeeded)
            return;
        lock (_gate)
        {
            if (_isDisposed)
                return;
            if (_thread is null)
            {
                _thread = new Thread(Watch) { IsBackground = true, Name = "Tidemark SQLite signals" };
                _thread.UnsafeStart();
            }

            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Ends the thread and closes its connection.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isDisposed = true;
            if (_thread is null)
                _ended.TrySetResult();
            Monitor.Pulse(_gate);
        }

        await _ended.Task;
    }

    private void Watch()
    {
        while (Continues())
            Look();
        Close();
        _ended.SetResult();
    }

    private bool Continues()
    {
        lock (_gate)
        {
            if (!_isDisposed && IsNeeded)
                Monitor.Wait(_gate, _pause);

            // Says that it rests before it looks whether it may: who makes it needed asks the other way round, so one of the two sees.
            _rests = true;
            while (!_isDisposed && !IsNeeded)
            {
                Close();
                Monitor.Wait(_gate);
            }

            _rests = false;
            return !_isDisposed;
        }
    }

    private void Look()
    {
        // What was found is still in the file until then, and would be found again.
        if (!_removal.IsCompleted)
            return;
        try
        {
            Volatile.Write(ref _looks, _looks + 1);
            if (_reader is { } reader && file.IsOld(reader.Connection))
                Close();
            _reader ??= new SignalReader(file.Open());
            var now = TimeProvider.System.GetTimestamp();
            if (_reader.HasChanged())
            {
                _changed = now;
                Deliver(_reader);
            }

            _pause = TimeProvider.System.GetElapsedTime(_changed, now) < Quiet ? Busy : Idle;
        }
        catch (Exception)
        {
            // A lost signal costs time and nothing else; verbs report what is wrong with the file.
            Close();
            _pause = AfterFailure;
        }
    }

    private void Deliver(SignalReader reader)
    {
        _found.Clear();
        foreach (var node in listeners.Nodes)
            reader.Find(node, _found);
        if (_found.Count == 0)
            return;
        _removal = remove([.. _found]);
        listeners.Send([.. _found.Select(found => found.Signal)]);
    }

    private void Close()
    {
        _reader?.Dispose();
        _reader = null;
    }
}
