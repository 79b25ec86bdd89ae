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
        if (session.IsAbandoned)
        {
            _expire = _expire || _current is not null;
            _issue = false;
            _current = null;
            return _expire;
        }

        if (session.IsNew || session.Id == _current)
            return false;
        _current = session.Id;
        _issue = true;
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
        if (_issue)
            cookie.Issue(context, _current!.Value);
        else
            cookie.Expire(context);
    }
}
