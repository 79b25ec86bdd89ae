using Microsoft.AspNetCore.Http;

namespace Tidemark.AspNetCore;

/// <summary>The id that the client has, and what the response must tell it.</summary>
internal sealed class ClientToken(SessionCookie cookie)
{
    private SessionId? _current;
    private bool _issue;
    private bool _expire;

    /// <summary>The id the client has once the response has reached it; null if it has none.</summary>
    public SessionId? Current => _current;

    public CookieReading Read(HttpContext context)
    {
        var reading = cookie.Read(context, out var id);
        _current = reading == CookieReading.WellFormed ? id : null;
        return reading;
    }

    /// <summary>Takes in what a commit made of the session. True if the client must hear of it.</summary>
    public bool Note(Session session)
    {
        if (session.IsNew ? !session.IsAbandoned || _current is null : session.Id == _current)
            return false;
        _expire |= session.IsAbandoned && _current is not null;
        _current = session.IsNew ? null : session.Id;
        _issue = _current is not null;
        return true;
    }

    /// <summary>Whether the response tells the client about its id, so that nobody else may get this response.</summary>
    public bool IsTold => _issue || _expire;

    /// <summary>Writes the cookie into headers that are about to be sent: no cache further in or out has seen it before.</summary>
    public void Stamp(HttpContext context)
    {
        if (!IsTold)
            return;
        SharedCaches.ForbidStorage(context);
        if (_expire)
            cookie.Expire(context);
        if (_issue)
            cookie.Issue(context, _current!.Value);
    }
}
