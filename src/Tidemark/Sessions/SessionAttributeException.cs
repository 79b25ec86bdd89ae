namespace Tidemark;

/// <summary>One attribute cannot be read or stored. The others work, and its bytes in the store stay as they are.</summary>
public sealed class SessionAttributeException : SessionException
{
    internal SessionAttributeException(string message, string attribute, Exception? innerException = null) : base(message, innerException) =>
        Attribute = attribute;

    /// <summary>The attribute's name.</summary>
    public string Attribute { get; }

    /// <summary>Whether it is what the store has that cannot be read.</summary>
    internal bool IsUnreadable { get; init; }
}
