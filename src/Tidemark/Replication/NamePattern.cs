namespace Tidemark.Replication;

/// <summary>The name of an attribute, or a pattern in which each <c>*</c> stands for any letters, none included.</summary>
internal sealed class NamePattern(string pattern)
{
    private readonly string[] _parts = pattern.Split('*');

    public bool Matches(string name)
    {
        if (_parts.Length == 1)
            return name == pattern;
        if (!name.StartsWith(_parts[0], StringComparison.Ordinal))
            return false;
        var at = _parts[0].Length;
        foreach (var part in _parts.AsSpan(1..^1))
        {
            var found = name.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0)
                return false;
            at = found + part.Length;
        }

        return name.Length - _parts[^1].Length >= at && name.EndsWith(_parts[^1], StringComparison.Ordinal);
    }
}
