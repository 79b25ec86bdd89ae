namespace Tidemark.Stores;

/// <summary>The marks of <see cref="MemoryRecords"/>; guarded by the lock there.</summary>
internal sealed class MemoryFeed
{
    private readonly SortedSet<MarkedRecord> _changes = new(Comparer<MarkedRecord>.Create(static (left, right) => left.Mark.CompareTo(right.Mark)));
    private readonly Dictionary<RecordKey, ChangeMark> _marks = [];
    private readonly HashSet<RecordKey> _gone = [];
    private bool _isOn;
    private ChangeMark _last;
    private ChangeMark _horizon;

    public void Begin(IEnumerable<RecordKey> records, DateTimeOffset now)
    {
        if (_isOn)
            return;
        _isOn = true;
        foreach (var key in records)
            Mark(key, now);
    }

    public void End()
    {
        _isOn = false;
        _horizon = _last;
        _changes.Clear();
        _marks.Clear();
        _gone.Clear();
    }

    public void Changed(RecordKey key, DateTimeOffset now)
    {
        if (!_isOn)
            return;
        _gone.Remove(key);
        Mark(key, now);
    }

    public void Gone(RecordKey key, bool isNews, DateTimeOffset now)
    {
        if (!_isOn)
            return;
        _gone.Add(key);
        if (isNews)
            Mark(key, now);
    }

    public void Tidy(DateTimeOffset now)
    {
        var old = new ChangeMark(RecordTime.Of(now - IChangeFeed.GoneKept));
        foreach (var key in _gone.Where(key => _marks[key] <= old).ToArray())
        {
            var mark = _marks[key];
            if (mark > _horizon)
                _horizon = mark;
            _changes.Remove(new MarkedRecord(key, mark));
            _marks.Remove(key);
            _gone.Remove(key);
        }
    }

    public FeedPage Read(ChangeMark after, int limit)
    {
        MarkedRecord[] changes = after >= _last ? [] : [.. _changes.GetViewBetween(First(new ChangeMark(after.Number + 1)), First(_last)).Take(limit)];
        return new FeedPage(new FeedState(_isOn, _last, _horizon), changes, changes.Length < limit ? _last : changes is [.., var last] ? last.Mark : after);
    }

    private void Mark(RecordKey key, DateTimeOffset now)
    {
        if (_marks.TryGetValue(key, out var old))
            _changes.Remove(new MarkedRecord(key, old));
        _last = _last.Next(now);
        _marks[key] = _last;
        _changes.Add(new MarkedRecord(key, _last));
    }

    // Only marks are compared.
    private static MarkedRecord First(ChangeMark mark) => new(default, mark);
}
