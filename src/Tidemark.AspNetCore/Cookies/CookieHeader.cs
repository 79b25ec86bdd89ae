namespace Tidemark.AspNetCore;

/// <summary>Finds session ids in the raw Cookie header: one scan, no exception, and no text that was not checked.</summary>
internal static class CookieHeader
{
    /// <summary>
    /// How many ids of one request are tried. A browser has several cookies of the name if the cookie's path or domain was changed by a deploy, or if a
    /// neighbouring host planted one; and each that names no session may cost a call of the store.
    /// </summary>
    public const int MostIds = 4;

    /// <summary>
    /// Takes the well-formed ids of the name in the order of the header, each once. The browser sends the most specific path first, and for equal paths
    /// the oldest cookie; which of them is live only the store knows. A malformed one is passed over: answering it with an error would lock its user out
    /// for as long as the browser keeps it.
    /// </summary>
    /// <param name="headerLines">The header's values.</param>
    /// <param name="name">The cookie's name.</param>
    /// <param name="ids">Gets the ids, as many as it has room for.</param>
    /// <param name="count">How many ids there are.</param>
    public static CookieReading Read(ReadOnlySpan<string?> headerLines, string name, Span<SessionId> ids, out int count)
    {
        count = 0;
        var reading = CookieReading.Absent;
        foreach (var line in headerLines)
        {
            var rest = line.AsSpan();
            while (NextValue(ref rest, name, out var value))
            {
                if (!SessionId.TryParse(value, out var id))
                    reading = CookieReading.Malformed;
                else if (count < ids.Length && !ids[..count].Contains(id))
                    ids[count++] = id;
            }
        }

        return count > 0 ? CookieReading.WellFormed : reading;
    }

    private static bool NextValue(ref ReadOnlySpan<char> rest, string name, out ReadOnlySpan<char> value)
    {
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf(';');
            var pair = (end < 0 ? rest : rest[..end]).Trim(' ');
            rest = end < 0 ? default : rest[(end + 1)..];
            if (pair.Length > name.Length && pair[name.Length] == '=' && pair.StartsWith(name, StringComparison.Ordinal))
            {
                value = pair[(name.Length + 1)..];
                return true;
            }
        }

        value = default;
        return false;
    }
}

/// <summary>What a request's cookies say.</summary>
internal enum CookieReading
{
    /// <summary>No cookie of the name.</summary>
    Absent,

    /// <summary>Cookies of the name, none of which could have been issued here.</summary>
    Malformed,

    /// <summary>Ids that could have been issued here.</summary>
    WellFormed,
}
