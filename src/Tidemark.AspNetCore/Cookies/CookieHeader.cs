namespace Tidemark.AspNetCore;

/// <summary>Finds a session id in the raw Cookie header: one scan, no exception, and no text that was not checked.</summary>
internal static class CookieHeader
{
    /// <summary>
    /// Takes the first well-formed id of the name. The browser sends the most specific path first, and a second cookie of the name is
    /// not ours: answering it with an error would lock its user out for as long as the browser keeps it.
    /// </summary>
    public static CookieReading Read(ReadOnlySpan<string?> headerLines, string name, out SessionId id)
    {
        id = default;
        var reading = CookieReading.Absent;
        foreach (var line in headerLines)
        {
            var rest = line.AsSpan();
            while (NextValue(ref rest, name, out var value))
            {
                if (value.Length == SessionId.TextLength && SessionId.TryParse(value.ToString(), out id))
                    return CookieReading.WellFormed;
                reading = CookieReading.Malformed;
            }
        }

        return reading;
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

    /// <summary>An id that could have been issued here.</summary>
    WellFormed,
}
