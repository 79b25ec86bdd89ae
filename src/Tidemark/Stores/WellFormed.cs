using System.Runtime.CompilerServices;

namespace Tidemark.Stores;

/// <summary>
/// Whether a name is text. Half of a surrogate pair is none: in UTF-8 each becomes the same replacement character, so that two names would be one.
/// </summary>
internal static class WellFormed
{
    public static bool Is(ReadOnlySpan<char> name)
    {
        for (var at = name.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0; at = name.IndexOfAnyInRange('\uD800', '\uDFFF'))
        {
            if (at + 1 == name.Length || !char.IsSurrogatePair(name[at], name[at + 1]))
                return false;
            name = name[(at + 2)..];
        }

        return true;
    }

    /// <summary>Refuses a name that is none.</summary>
    /// <param name="name">The name.</param>
    /// <param name="what">Whose name it is, as a sentence begins: "An attribute name".</param>
    /// <param name="parameter">The parameter that has it.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> has half of a surrogate pair.</exception>
    public static void Check(ReadOnlySpan<char> name, string what, [CallerArgumentExpression(nameof(name))] string? parameter = null)
    {
        if (!Is(name))
        {
            throw new ArgumentException(
                $"{what} is text; this one has half of a surrogate pair (U+D800 to U+DFFF), as a string has that was cut between two characters. "
                + "Cut it elsewhere, or encode what is not text.",
                parameter);
        }
    }
}
