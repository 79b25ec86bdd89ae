namespace Tidemark.Graph.Forms;

/// <summary>
/// The outermost part of a type's name on the wire: an array of something, or a generic type and its arguments. A plain name has neither.
/// </summary>
/// <param name="Head">The element's name for an array, else the name before the arguments.</param>
/// <param name="Rank">How many dimensions an array has; 0 for other types.</param>
/// <param name="Arguments">The arguments' names; empty for a plain type.</param>
internal readonly record struct TypeName(string Head, int Rank, IReadOnlyList<string> Arguments)
{
    private const int MaxRank = 32;

    public static bool TryParse(string name, out TypeName parsed)
    {
        parsed = default;
        if (name.Length == 0)
            return false;
        if (name[^1] != ']')
        {
            parsed = new TypeName(name, 0, []);
            return name.AsSpan().IndexOfAny("[],") < 0;
        }

        if (OpeningOf(name) is not (> 0 and var opening))
            return false;
        var head = name[..opening];
        var inside = name.AsSpan()[(opening + 1)..^1];
        if (inside.IndexOfAnyExcept(',') < 0)
        {
            parsed = new TypeName(head, inside.Length + 1, []);
            return parsed.Rank <= MaxRank;
        }

        parsed = new TypeName(head, 0, Split(inside));
        return head.AsSpan().IndexOfAny("[],") < 0;
    }

    /// <summary>The name without its arguments: two types of one open name are versions of each other.</summary>
    public static string Open(string name)
    {
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        return bracket < 0 ? name : name[..bracket];
    }

    public static string ArrayOf(string element, int rank) => $"{element}[{new string(',', rank - 1)}]";

    private static int OpeningOf(string name)
    {
        var depth = 0;
        for (var i = name.Length - 1; i >= 0; i--)
        {
            if (name[i] == ']')
                depth++;
            else if (name[i] == '[' && --depth == 0)
                return i;
        }

        return -1;
    }

    private static List<string> Split(ReadOnlySpan<char> inside)
    {
        var parts = new List<string>();
        var (depth, start) = (0, 0);
        for (var i = 0; i < inside.Length; i++)
        {
            depth += inside[i] switch { '[' => 1, ']' => -1, _ => 0 };
            if (inside[i] != ',' || depth != 0)
                continue;
            parts.Add(inside[start..i].ToString());
            start = i + 1;
        }

        parts.Add(inside[start..].ToString());
        return parts;
    }
}
