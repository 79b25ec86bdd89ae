namespace Tidemark;

/// <summary>
/// Requests of one session waited for each other's attributes in a circle, and this access would have closed it. Nothing was changed, and the
/// request still has the attributes that it had. The request can be sent again.
/// </summary>
public sealed class SessionDeadlockException : SessionException
{
    internal SessionDeadlockException(string message, IReadOnlyList<string> attributes, IReadOnlyList<string> purposes) : base(message, null)
    {
        Attributes = attributes;
        Purposes = purposes;
    }

    /// <summary>The attributes of the circle, each wanted by the request at the same place in <see cref="Purposes"/>; this access's first.</summary>
    public IReadOnlyList<string> Attributes { get; }

    /// <summary>What the requests of the circle are doing, such as their routes; this one first. Each waits for the next, the last for this one.</summary>
    public IReadOnlyList<string> Purposes { get; }
}
