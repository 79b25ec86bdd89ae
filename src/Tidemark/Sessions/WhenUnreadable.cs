namespace Tidemark;

/// <summary>What becomes of a request that asks for an attribute whose bytes its build cannot read.</summary>
public enum WhenUnreadable
{
    /// <summary>It gets a <see cref="SessionAttributeException"/> that says why. The bytes stay. The default.</summary>
    Fail,

    /// <summary>
    /// The attribute counts as absent, and the log says why. The bytes stay until the application sets or removes the attribute: a build that can
    /// read them still finds them.
    /// </summary>
    Drop,
}
