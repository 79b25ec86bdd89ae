namespace Tidemark;

/// <summary>
/// Requests of one session wait for each other's attributes, and this access would have closed the circle. It changed nothing, and its
/// request still has the attributes that it had. The request can be sent again.
/// </summary>
public sealed class SessionDeadlockException : SessionException
{
    internal SessionDeadlockException(string message, IReadOnlyList<string> attributes, IReadOnlyList<string> purposes)
        : base(message, null)
    {
        Attributes = attributes;
        Purposes = purposes;
    }

    /// <summary>The attributes of the circle, each wanted by the request at its place in <see cref="Purposes"/>.</summary>
    public IReadOnlyList<string> Attributes { get; }

    /// <summary>What the requests of the circle are doing, such as their routes, this one first. Each waits for the next.</summary>
    public IReadOnlyList<string> Purposes { get; }
}
