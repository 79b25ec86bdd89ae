using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Tidemark.AspNetCore;

/// <summary>Carries session ids between browser and server, as the options say.</summary>
internal sealed class SessionCookie
{
    private readonly CookieBuilder _cookie;
    private readonly string _plainName;
    private readonly string _secureName;
    private readonly string? _clearSiteData;

    public SessionCookie(IOptions<TidemarkHttpOptions> options)
    {
        _cookie = options.Value.Cookie;
        _plainName = _cookie.Name!;
        _secureName = CookieRules.NameOverHttps(options.Value);
        _clearSiteData = options.Value.ClearSiteData;
    }

    public CookieReading Read(HttpContext context, out SessionId id)
    {
        var header = context.Request.Headers.Cookie;
        if (header.Count == 0)
        {
            id = default;
            return CookieReading.Absent;
        }

        if (header.Count == 1)
            return CookieHeader.Read([header[0]], NameFor(context), out id);
        return CookieHeader.Read(header.ToArray(), NameFor(context), out id);
    }

    /// <summary>Puts the id into the response, unless it is there.</summary>
    public void Issue(HttpContext context, SessionId id)
    {
        var name = NameFor(context);
        var text = id.Reveal();
        if (Holds(context.Response.Headers.SetCookie, name, text))
            return;

        // Two Set-Cookie lines of one name leave the choice to the browser.
        var response = context.Response;
        if (response.Headers.SetCookie.Count > 0)
            response.Headers.SetCookie = response.Headers.SetCookie.Where(line => line is not null && !Names(line, name)).ToArray();
        response.Cookies.Append(name, text, _cookie.Build(context));
    }

    public void Expire(HttpContext context)
    {
        context.Response.Cookies.Delete(NameFor(context), _cookie.Build(context));
        if (_clearSiteData is not null)
            context.Response.Headers["Clear-Site-Data"] = _clearSiteData;
    }

    private static bool Holds(StringValues setCookie, string name, string value)
    {
        foreach (var line in setCookie)
        {
            if (line is not null && Names(line, name) && line.AsSpan(name.Length + 1).StartsWith(value, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static bool Names(string line, string name) =>
        line.Length > name.Length && line[name.Length] == '=' && line.StartsWith(name, StringComparison.Ordinal);

    private string NameFor(HttpContext context) => _cookie.SecurePolicy switch
    {
        CookieSecurePolicy.Always => _secureName,
        CookieSecurePolicy.None => _plainName,
        _ => context.Request.IsHttps ? _secureName : _plainName,
    };
}
