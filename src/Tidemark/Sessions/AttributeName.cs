using Tidemark.Stores;

namespace Tidemark;

internal static class AttributeName
{
    public const int MaxLength = 128;

    public static void Validate(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > MaxLength)
            throw new ArgumentException($"An attribute name has at most {MaxLength} characters; this one has {name.Length}.", nameof(name));
        if (name.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0)
            throw new ArgumentException("An attribute name has no control characters.", nameof(name));
        WellFormed.Check(name, "An attribute name");
    }
}
