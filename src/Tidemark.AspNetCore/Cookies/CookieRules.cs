using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Tidemark.AspNetCore;

/// <summary>What browsers and RFC 6265bis ask of a cookie that names a session.</summary>
internal static class CookieRules
{
    public const string HostPrefix = "__Host-";
    private const string SecurePrefix = "__Secure-";
    private const int MaxNameAndValue = 4096;

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The default name with the prefix that makes browsers refuse the cookie from other hosts, wherever the prefix is allowed.</summary>
    public static string NameOverHttps(string name, TidemarkHttpOptions options) =>
        options.HostPrefix && MayHaveHostPrefix(options.Cookie) ? HostPrefix + name : name;

    public static IEnumerable<string> Faults(CookieBuilder cookie)
    {
        // None is the default name.
        var name = cookie.Name ?? "";
        if (name.AsSpan().ContainsAnyExcept(TokenCharacters))
            yield return $"Cookie.Name \"{name}\" is not a token: use letters, digits, '-' and '_'.";
        if (name.Length + HostPrefix.Length + SessionId.TextLength > MaxNameAndValue)
            yield return $"Cookie.Name has {name.Length} characters; name and value together have at most {MaxNameAndValue}.";
        if (!cookie.HttpOnly)
            yield return "Cookie.HttpOnly is false: no script needs the session id. Leave it true.";
        if (cookie.SameSite == SameSiteMode.None && cookie.SecurePolicy != CookieSecurePolicy.Always)
            yield return "Cookie.SameSite is None: browsers take that only from secure cookies. Set Cookie.SecurePolicy to Always.";
        if (cookie.Path is { } path && (!path.StartsWith('/') || path.AsSpan().IndexOfAny(";\r\n") >= 0))
            yield return $"Cookie.Path \"{path}\" must start with '/' and have no ';'.";
        if (cookie.Domain is { } domain && (domain.Length == 0 || domain.AsSpan().IndexOfAny(";/: \r\n") >= 0))
            yield return $"Cookie.Domain \"{domain}\" is not a host name. Leave it out, so that only this host gets the cookie.";
        if (cookie.Expiration is not null)
            yield return "Cookie.Expiration depends on the browser's clock. Set Cookie.MaxAge.";
        if (cookie.MaxAge is { } age && age <= TimeSpan.Zero)
            yield return $"Cookie.MaxAge is {age}: it must be positive.";
        foreach (var fault in PrefixFaults(cookie, name))
            yield return fault;
    }

    private static IEnumerable<string> PrefixFaults(CookieBuilder cookie, string name)
    {
        if (!HasPrefix(name))
            yield break;
        if (cookie.SecurePolicy != CookieSecurePolicy.Always)
            yield return $"Cookie.Name \"{name}\" has a prefix for secure cookies only. Set Cookie.SecurePolicy to Always.";
        if (name.StartsWith(HostPrefix, StringComparison.OrdinalIgnoreCase) && !MayHaveHostPrefix(cookie))
            yield return $"Cookie.Name \"{name}\" asks for Path=/ and no Domain. Leave both out.";
    }

    private static bool MayHaveHostPrefix(CookieBuilder cookie) => cookie.Domain is null && cookie.Path is null or "/";

    private static bool HasPrefix(string name) =>
        name.StartsWith(HostPrefix, StringComparison.OrdinalIgnoreCase)
        || name.StartsWith(SecurePrefix, StringComparison.OrdinalIgnoreCase);
}
