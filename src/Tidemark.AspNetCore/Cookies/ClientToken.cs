using Microsoft.AspNetCore.Http;

namespace Tidemark.AspNetCore;

/// <summary>The id that the client has, and what the response must tell it. A part of its <see cref="RequestSession"/>, which has the only copy.</summary>
internal struct ClientToken()
{
    // For the whole request: a cookie that is read under one name and issued under another would be lost at once.
    private bool _isHttps;
    private SessionId? _current;
    private bool _issue;
    private bool _expire;

    /// <summary>The id the client has once the response has reached it; null if it has none.</summary>
    public readonly SessionId? Current => _current;

    /// <summary>What other ids the client sent, in its order.</summary>
    public IReadOnlyList<SessionId> Others { get; private set; } = [];

    /// <summary>The ids that the client sent, in the order in which they are tried.</summary>
    public readonly bool TryGetId(int number, out SessionId id)
    {
        id = number == 0 ? _current.GetValueOrDefault() : number <= Others.Count ? Others[number - 1] : default;
        return number == 0 ? _current is not null : number <= Others.Count;
    }

    /// <summary>Whether something is true of each of these ids.</summary>
    public readonly bool All(Predicate<SessionId> condition)
    {
        for (var number = 0; TryGetId(number, out var id); number++)
        {
            if (!condition(id))
                return false;
        }

        return true;
    }

    /// <summary>Whether no session has any of the ids that the client sent.</summary>
    public bool IsDead { get; set; }

    /// <summary>Whether the client's cookie is to be renewed.</summary>
    public bool IsDue { get; set; }

    public CookieReading Read(HttpContext context, SessionCookie cookie)
    {
        _isHttps = context.Request.IsHttps;
        if (context.Request.Headers.Cookie.Count == 0)
            return CookieReading.Absent;
        Span<SessionId> ids = stackalloc SessionId[CookieHeader.MostIds];
        var reading = SessionCookie.Read(context, cookie.NameFor(_isHttps), ids, out var count);
        if (count > 0)
            _current = ids[0];
        if (count > 1)
            Others = ids[1..count].ToArray();
        return reading;
    }

    /// <summary>It is this one of the ids that names a session.</summary>
    public void Choose(SessionId id) => (_current, Others) = (id, []);

    /// <summary>Takes in what a commit made of the session. True if the client must hear of it.</summary>
    public bool Note(Session session)
    {
        if (session.IsNew ? !session.IsAbandoned || _current is null : session.Id == _current)
            return false;
        _expire |= session.IsAbandoned && _current is not null;
        (_current, Others) = (session.IsNew ? null : session.Id, []);
        _issue = _current is not null;
        return true;
    }

    /// <summary>
    /// Writes the cookie into headers that are about to be sent: no cache further in or out has seen it before, and nobody may keep the response now.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="cookie">How the cookie is written.</param>
    /// <param name="isPublic">Whether the response is for everybody: then it tells only what a commit made of the session.</param>
    /// <returns>The id that the client is sent; null if it is sent none.</returns>
    public readonly SessionId? Stamp(HttpContext context, SessionCookie cookie, bool isPublic)
    {
        // A dead cookie goes only where the user goes to a page: any other request may run beside one that begins a session, and delete that one's cookie.
        var forgets = IsDead && !_issue && !isPublic && FetchMetadata.IsVisit(context.Request);
        var renews = IsDue && !isPublic && _current is not null;
        if (!_issue && !_expire && !forgets && !renews)
            return null;
        SharedCaches.ForbidStorage(context);
        if (_expire)
            cookie.ClearSite(context);
        if (_expire || forgets)
            cookie.Expire(context, cookie.NameFor(_isHttps));
        if (_current is not { } id || !(_issue || renews))
            return null;
        cookie.Issue(context, cookie.NameFor(_isHttps), id);
        return id;
    }
}
