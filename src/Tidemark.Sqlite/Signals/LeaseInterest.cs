namespace Tidemark.Sqlite;

/// <summary>
/// Which leases the nodes of one store hold, and whether they may wait for one: only then can the file hold signals for it. On for as
/// long as a waiter keeps its place after the last lease came or went, too, so that short leases do not switch the watch on and off.
/// </summary>
/// <remarks>A guess to save work. A lease that was lost to another node stays in it until this store hears of that session again.</remarks>
internal sealed class LeaseInterest(TimeProvider time)
{
    // Guards the two below.
    private readonly Lock _gate = new();
    private readonly HashSet<RecordKey> _held = [];
    private long? _last;

    public bool IsOn
    {
        get
        {
            lock (_gate)
                return _held.Count > 0 || _last is { } last && time.GetElapsedTime(last) < LeaseQueue.Patience;
        }
    }

    /// <summary>A decision was run here.</summary>
    /// <param name="key">On which session.</param>
    /// <param name="before">The session before; null if there was none.</param>
    /// <param name="change">What it changed; null for nothing.</param>
    /// <param name="isAcquire">Whether a lease was asked for.</param>
    public void Note(RecordKey key, StoredRecord? before, RecordChange? change, bool isAcquire)
    {
        lock (_gate)
        {
            if (isAcquire)
                _last = time.GetTimestamp();
            if (change is null)
            {
                if (before is null)
                    _held.Remove(key);
            }
            else if (change.Holder == default)
            {
                if (_held.Remove(key))
                    _last = time.GetTimestamp();
            }
            else if (change.Holder != before?.Life?.Node)
            {
                _held.Add(key);
            }
        }
    }
}
