namespace Tidemark.Tool.Reading;

/// <summary>
/// How an operator names a session: the first digits of its key, as log lines have them, or more. No secret: it opens nothing, and only who has the store can
/// do anything with it.
/// </summary>
internal readonly record struct SessionReference
{
    /// <summary>As many as log lines have.</summary>
    public const int Fewest = 8;

    /// <summary>As many as an application has (<see cref="UserSession.Reference"/>): enough to tell any two sessions apart.</summary>
    public const int Unique = StateKey.Size;

    private SessionReference(string digits) => Digits = digits;

    public string Digits { get; }

    /// <summary>Why a text names no session. It does not repeat it: what is no reference may well be an id.</summary>
    public static string Fault { get; } = $"A session is named by at least {Fewest} hexadecimal digits of its key, as in \"Session 1a2b3c4d\" of a log line. "
        + "If you have its id or its cookie, give that to --id-from-stdin, never to the command line.";

    public static SessionReference? TryParse(string text)
    {
        var digits = text.Trim().ToLowerInvariant();
        return digits.Length is >= Fewest and <= 2 * StateKey.Size && digits.All(char.IsAsciiHexDigitLower) ? new SessionReference(digits) : null;
    }

    /// <summary>Digits that no other session has.</summary>
    public static string Of(StateKey key) => Convert.ToHexStringLower(key.Bytes)[..Unique];

    public bool Names(StateKey key) => Convert.ToHexStringLower(key.Bytes).StartsWith(Digits, StringComparison.Ordinal);

    public override string ToString() => Digits;
}
