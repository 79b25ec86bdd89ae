using System.Text.RegularExpressions;

namespace Tidemark.Replication;

/// <summary>The name of an attribute, or a pattern in which each <c>*</c> stands for any letters, none included.</summary>
internal sealed class NamePattern(string pattern)
{
    // Only a star is more than the letter that it is.
    private readonly Regex? _expression = pattern.Contains('*', StringComparison.Ordinal)
        ? new Regex($@"\A{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}\z", RegexOptions.Singleline | RegexOptions.CultureInvariant)
        : null;

    public bool Matches(string name) => _expression?.IsMatch(name) ?? name == pattern;
}
