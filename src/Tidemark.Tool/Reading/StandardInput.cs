namespace Tidemark.Tool.Reading;

/// <summary>What an operator pipes in: an id, a <c>Cookie</c> header, or a <c>Set-Cookie</c> line. It is a secret, and stays in memory.</summary>
internal static class StandardInput
{
    private static readonly char[] Separators = [';', ',', ' ', '\t', '\r', '\n', '"', '\''];

    /// <summary>
    /// All that has the form of an id, in its order: whole words, and values of cookies. The name of the cookie is not asked for, because applications may
    /// choose it: which of them is a session's the store knows.
    /// </summary>
    public static IReadOnlyList<SessionId> FindIds(string text)
    {
        var ids = new List<SessionId>();
        foreach (var word in text.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            if (SessionId.TryParse(word[(word.IndexOf('=') + 1)..], out var id) && !ids.Contains(id))
                ids.Add(id);
        }

        return ids;
    }
}
