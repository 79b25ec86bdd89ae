namespace Tidemark.Sqlite;

/// <summary>
/// Which leases were granted through one store, and whether nodes may wait for one: only then can the file hold signals for it. On for as
/// long as a waiter keeps its place after the last lease came or went, too, so that short leases do not switch the watch on and off.
/// </summary>
/// <remarks>A guess to save work. A lease that was lost to another node stays in it until this store hears of that session again.</remarks>
internal sealed class LeaseInterest(TimeProvider time)
{
    // Guards the two below.
    private readonly Lock _gate = new();
    private readonly Dictionary<StateKey, LeaseToken> _held = [];
    private long? _last;

    public bool IsOn
    {
        get
        {
            lock (_gate)
                return _held.Count > 0 || _last is { } last && time.GetElapsedTime(last) < LeaseQueue.Patience;
        }
    }

    public void Note(AcquireRequest request, AcquireOutcome outcome)
    {
        lock (_gate)
        {
            _last = time.GetTimestamp();
            if (outcome is AcquireOutcome.Granted granted)
                _held[request.Key] = granted.Token;
            else if (outcome is AcquireOutcome.Missing)
                _held.Remove(request.Key);
        }
    }

    public void Note(CommitRequest request, CommitOutcome outcome)
    {
        if (outcome is CommitOutcome.Misfit)
            return;
        if (outcome is not CommitOutcome.Committed { Token.IsNone: false } committed)
        {
            GaveBack(request.Key, request.Token);
            return;
        }

        lock (_gate)
            _held[request.Key] = committed.Token;
    }

    public void GaveBack(StateKey key, LeaseToken token)
    {
        lock (_gate)
        {
            _last = time.GetTimestamp();
            if (_held.TryGetValue(key, out var held) && held == token)
                _held.Remove(key);
        }
    }
}
