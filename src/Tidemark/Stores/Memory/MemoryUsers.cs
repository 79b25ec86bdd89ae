namespace Tidemark.Stores;

/// <summary>The users of a <see cref="MemoryStore"/>, guarded by its lock.</summary>
internal sealed class MemoryUsers
{
    private readonly Dictionary<UserKey, List<Entry>> _users = [];
    private long _places;

    public void Enter(UserKey user, StateKey session, DateTimeOffset now) => Add(user, session, _places + 1, now);

    public void Move(UserKey user, StateKey session, StateKey next, DateTimeOffset now) =>
        Add(user, next, Find(user).Find(entry => entry.Session == session)?.Place ?? _places + 1, now);

    public void Leave(UserKey user, StateKey session)
    {
        if (!_users.TryGetValue(user, out var entries))
            return;
        entries.RemoveAll(entry => entry.Session == session);
        if (entries.Count == 0)
            _users.Remove(user);
    }

    public IReadOnlyList<UserEntry> List(UserKey user, DateTimeOffset now) =>
        [.. Find(user).Select(entry => new UserEntry(entry.Session, entry.Place, now > entry.At ? now - entry.At : TimeSpan.Zero))];

    /// <summary>Removes entries that are old enough to have a session, and have none.</summary>
    public void Prune(Func<StateKey, bool> isThere, DateTimeOffset before)
    {
        foreach (var (user, entries) in _users.ToArray())
        {
            foreach (var entry in entries.Where(entry => entry.At < before && !isThere(entry.Session)).ToArray())
                Leave(user, entry.Session);
        }
    }

    private List<Entry> Find(UserKey user) => _users.GetValueOrDefault(user) ?? [];

    private void Add(UserKey user, StateKey session, long place, DateTimeOffset now)
    {
        if (!_users.TryGetValue(user, out var entries))
            _users.Add(user, entries = []);
        if (entries.Exists(entry => entry.Session == session))
            return;
        _places = Math.Max(_places, place);
        entries.Insert(entries.FindLastIndex(entry => entry.Place <= place) + 1, new Entry(session, place, now));
    }

    private sealed record Entry(StateKey Session, long Place, DateTimeOffset At);
}
