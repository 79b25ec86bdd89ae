using System.Globalization;
using System.Text;
using Tidemark.Stores;

namespace Tidemark;

internal static class AttributeName
{
    // Libraries make the keys of HttpContext.Session of full type names, or of the parts of an address.
    public const int MaxLength = 1_024;

    public static void Validate(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > MaxLength)
            throw new ArgumentException($"An attribute name has at most {MaxLength} characters; this one has {name.Length}.", nameof(name));
        WellFormed.Check(name, "An attribute name");
        if (FindUnprintable(name) is { } found)
        {
            throw new ArgumentException(
                $"An attribute name has no control characters, format characters and line separators; this one has U+{found.Value:X4}.", nameof(name));
        }
    }

    /// <summary>
    /// The first character that shows nothing of itself but changes what stands around it, such as the end of a line or the direction of text: names go into
    /// log lines and messages. Null if there is none.
    /// </summary>
    public static Rune? FindUnprintable(ReadOnlySpan<char> name)
    {
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                return rune;
        }

        return null;
    }
}
