using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Tidemark.AspNetCore;

/// <summary>Carries session ids between browser and server, as the options say.</summary>
internal sealed class SessionCookie
{
    private const int RenewalsPerAge = 10;

    private readonly CookieBuilder _cookie;
    private readonly string _plainName;
    private readonly string _secureName;
    private readonly string? _clearSiteData;

    public SessionCookie(IOptions<TidemarkHttpOptions> options, IOptions<TidemarkOptions> core)
    {
        _cookie = options.Value.Cookie;
        _plainName = _cookie.Name ?? DefaultName(core.Value.Application);
        _secureName = _cookie.Name ?? CookieRules.NameOverHttps(_plainName, options.Value);
        _clearSiteData = options.Value.ClearSiteData;
        Renewal = _cookie.MaxAge / RenewalsPerAge;
    }

    /// <summary>
    /// How long after a cookie was sent a use of its session is reason to send it again; null if it ends with the browser. Often enough that even a user
    /// who comes seldom has most of the age before him, and not with every response, which no cache could keep then.
    /// </summary>
    public TimeSpan? Renewal { get; }

    /// <summary>
    /// Whether browsers withhold the cookie from requests of other sites. What says nothing is taken as Lax by most of them.
    /// </summary>
    public bool IsSameSite => _cookie.SameSite != SameSiteMode.None;

    public SameSiteMode SameSite => _cookie.SameSite;

    /// <summary>
    /// Names the cookie after the application. Browsers send cookies to all applications on a host, whatever the port: with one name they would throw
    /// each other's sessions away.
    /// </summary>
    public static string DefaultName(string application)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(application), hash);
        return "sid-" + Convert.ToHexStringLower(hash[..4]);
    }

    /// <summary>The cookie's name for this request. It may change while the request runs, with what a middleware says of its scheme.</summary>
    public string NameFor(bool isHttps) => _cookie.SecurePolicy switch
    {
        CookieSecurePolicy.Always => _secureName,
        CookieSecurePolicy.None => _plainName,
        _ => isHttps ? _secureName : _plainName,
    };

    public static CookieReading Read(HttpContext context, string name, Span<SessionId> ids, out int count)
    {
        var header = context.Request.Headers.Cookie;
        if (header.Count == 1)
            return CookieHeader.Read([header[0]], name, ids, out count);
        return CookieHeader.Read(header.ToArray(), name, ids, out count);
    }

    /// <summary>Puts the id into the response, unless it is there.</summary>
    public void Issue(HttpContext context, string name, SessionId id)
    {
        var text = id.Reveal();
        if (Holds(context.Response.Headers.SetCookie, name, text))
            return;

        // Two Set-Cookie lines of one name leave the choice to the browser.
        var response = context.Response;
        if (response.Headers.SetCookie.Count > 0)
            response.Headers.SetCookie = response.Headers.SetCookie.Where(line => line is not null && !Names(line, name)).ToArray();
        response.Cookies.Append(name, text, _cookie.Build(context));
    }

    public void Expire(HttpContext context, string name) => context.Response.Cookies.Delete(name, _cookie.Build(context));

    /// <summary>Has the browser forget what else it keeps of the site, if the options say so.</summary>
    public void ClearSite(HttpContext context)
    {
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
}
