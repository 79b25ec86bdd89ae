using System.Text;

namespace Tidemark.Testing;

/// <summary>Draws names: any text that has no half of a surrogate pair, of all those that somewhere count as one.</summary>
internal static class ModelNames
{
    // Each row looks like one name to somebody: in another case, in another normal form, cut at a zero, or with blanks and marks left out.
    private static readonly string[][] Likes =
    [
        ["a", "A", "\u00aa", "a\0", "a\0b", "a ", " a", "\ta", "\u200ba", "a\u200d"],
        ["\u00e9", "e\u0301", "E\u0301", "\u00c9"],
        ["\u00c5", "A\u030a", "\u212b"],
        ["ss", "\u00df", "\u1e9e", "SS"],
        ["i", "I", "\u0130", "\u0131"],
        ["\u306f", "\u30cf", "\uff8a"],
        ["\U0001f600", "\U0001f601", "\ufffd", "\ufffd\ufffd", "\uffff", "\ufeff"],
        ["\0", "\0\0", "\u0001", "\n", "\r\n", "\u2028", "\u202e"],
        ["%", "_", "'", "\"", "*", "[a]", "a:b", "b:a", "p:1:a", "record", "names"],
    ];

    /// <summary>Different names, of which some are much alike.</summary>
    public static string[] Draw(Random random, int count)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var likes = Likes[random.Next(Likes.Length)];
        while (names.Count < count)
            names.Add(random.Next(3) == 0 ? Any(random) : random.Next(4) == 0 ? Pick(random, Likes[random.Next(Likes.Length)]) : Pick(random, likes));
        return [.. names];
    }

    // Any characters, short ones and long ones in UTF-8; at most as long as an attribute's name may be.
    private static string Any(Random random)
    {
        var name = new StringBuilder();
        for (var left = random.Next(5) == 0 ? 512 : random.Next(1, 6); left > 0; left--)
        {
            var most = random.Next(4) switch { 0 => 0x80, 1 => 0x800, 2 => 0x10000, _ => 0x110000 };
            if (Rune.TryCreate(random.Next(most), out var rune))
                name.Append(rune);
        }

        return name.Length == 0 ? "x" : name.ToString();
    }

    private static string Pick(Random random, string[] names) => names[random.Next(names.Length)];
}
