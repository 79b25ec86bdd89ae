namespace Tidemark.Redis.Tests.Servers;

/// <summary>What a proxy does at the moment to all that passes.</summary>
internal sealed class ProxyScript
{
    private readonly Lock _sync = new();

    // Guarded by _sync.
    private readonly List<ProxyTrap> _traps = [];
    private TaskCompletionSource _requests = Open();
    private TaskCompletionSource _replies = Open();
    private TaskCompletionSource _talk = Open();

    // Written by the test, read by all links: each is a value of its own.
    private long _delay;
    private volatile bool _isBlackhole;
    private volatile bool _isByteByByte;
    private volatile bool _isClosed;

    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _delay));
        set => Interlocked.Exchange(ref _delay, value.Ticks);
    }

    public bool IsBlackhole
    {
        get => _isBlackhole;
        set => _isBlackhole = value;
    }

    public bool IsByteByByte
    {
        get => _isByteByByte;
        set => _isByteByByte = value;
    }

    /// <summary>Whether new connections are refused.</summary>
    public bool IsClosed
    {
        get => _isClosed;
        set => _isClosed = value;
    }

    public void Hold(bool requests, bool replies)
    {
        lock (_sync)
        {
            if (requests && _requests.Task.IsCompleted)
                _requests = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (replies && _replies.Task.IsCompleted)
                _replies = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void HoldTalk()
    {
        lock (_sync)
        {
            if (_talk.Task.IsCompleted)
                _talk = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void LetGo()
    {
        lock (_sync)
        {
            _talk.TrySetResult();
            _requests.TrySetResult();
            _replies.TrySetResult();
        }
    }

    /// <summary>Completes when requests, or replies, may pass.</summary>
    /// <param name="isRequest">Which of the two.</param>
    /// <param name="isTalk">Whether the connection has subscribed.</param>
    public Task PassAsync(bool isRequest, bool isTalk)
    {
        lock (_sync)
            return isRequest ? _requests.Task : isTalk ? Task.WhenAll(_replies.Task, _talk.Task) : _replies.Task;
    }

    public Task Lay(ProxyTrap trap)
    {
        lock (_sync)
            _traps.Add(trap);
        return trap.Sprung;
    }

    /// <summary>The trap that a request falls into, if any.</summary>
    public ProxyTrap? TrapOf(ProxyLink link, ReadOnlySpan<byte> request)
    {
        lock (_sync)
        {
            foreach (var trap in _traps)
            {
                if (!trap.TryTake(link, request))
                    continue;
                if (trap.IsFull)
                    _traps.Remove(trap);
                return trap;
            }
        }

        return null;
    }

    public void Heal()
    {
        lock (_sync)
            _traps.Clear();
        (Delay, IsBlackhole, IsByteByByte, IsClosed) = (TimeSpan.Zero, false, false, false);
        LetGo();
    }

    private static TaskCompletionSource Open()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gate.SetResult();
        return gate;
    }
}
