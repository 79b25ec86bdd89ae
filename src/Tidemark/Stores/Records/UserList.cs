namespace Tidemark.Stores;

/// <summary>The sessions of a user, in the order in which they were entered, as a value.</summary>
/// <param name="LastPlace">The last place that was given.</param>
/// <param name="Until">When the longest of the sessions entered is over, and some time more.</param>
/// <param name="Due">When a sweep looks whether the sessions are there.</param>
/// <param name="Sessions">The sessions, the first one first.</param>
internal sealed record UserList(long LastPlace, DateTimeOffset Until, DateTimeOffset Due, IReadOnlyList<ListedSession> Sessions)
{
    // Nobody has so many sessions that he was given this place.
    private const long LastOfAll = 1L << 50;

    private static readonly TimeSpan Longer = TimeSpan.FromDays(1);

    /// <summary>Of what it is a copy; null if it is none.</summary>
    public CopyStamp? Copy { get; init; }

    public static UserList Empty { get; } = new(0, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, []);

    public long? PlaceOf(StateKey session)
    {
        foreach (var listed in Sessions)
        {
            if (listed.Session == session)
                return listed.Place;
        }

        return null;
    }

    /// <summary>The list with a session in it, as the last one or at a place; this very list if it is there already.</summary>
    public UserList Enter(StateKey session, long? place, TimeSpan absolute, DateTimeOffset now)
    {
        if (PlaceOf(session) is not null)
            return this;
        var last = Math.Max(LastPlace, Sessions.Count == 0 ? 0 : Sessions[^1].Place);
        var (look, until) = (now + IUserIndex.Patience, PrimaryRecord.Later(PrimaryRecord.Later(now, absolute), Longer));
        var entry = new ListedSession(session, place ?? last + 1, now);
        var at = 0;
        while (at < Sessions.Count && Sessions[at].Place <= entry.Place)
            at++;
        return new UserList(
            Math.Max(last, entry.Place), until > Until ? until : Until, look < Due ? look : Due, [.. Sessions.Take(at), entry, .. Sessions.Skip(at)]);
    }

    /// <summary>The list without some sessions; this very list if none of them is in it.</summary>
    public UserList Leave(Func<ListedSession, bool> leaves) =>
        Sessions.Any(leaves) ? this with { Sessions = [.. Sessions.Where(session => !leaves(session))] } : this;

    public IReadOnlyList<UserEntry> List(DateTimeOffset now) =>
        [.. Sessions.Select(listed => new UserEntry(listed.Session, listed.Place, now > listed.At ? now - listed.At : TimeSpan.Zero))];

    public static bool IsPlace(long place) => place is >= 0 and <= LastOfAll;
}

/// <summary>A session in the list of its user, as a store keeps it.</summary>
/// <param name="Session">The session.</param>
/// <param name="Place">Its place.</param>
/// <param name="At">When it was entered.</param>
internal readonly record struct ListedSession(StateKey Session, long Place, DateTimeOffset At);
