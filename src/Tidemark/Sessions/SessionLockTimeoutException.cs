using Tidemark.Stores;

namespace Tidemark;

/// <summary>Another request held the session for longer than this one may wait. The request can be sent again.</summary>
public sealed class SessionLockTimeoutException : SessionException
{
    internal SessionLockTimeoutException(string message, TimeSpan waited, string holderPurpose, TimeSpan held) : base(message, null)
    {
        Waited = waited;
        HolderPurpose = holderPurpose;
        Held = held;
    }

    /// <summary>How long this request waited.</summary>
    public TimeSpan Waited { get; }

    /// <summary>The attribute that was waited for; null if it was the session.</summary>
    public string? Attribute { get; internal init; }

    /// <summary>The node that holds the session; null if it is this one, or if the store has not said who does.</summary>
    public NodeId? HolderNode { get; internal init; }

    /// <summary>What the holder is doing, such as its route; or that a call of the store is under way.</summary>
    public string HolderPurpose { get; }

    /// <summary>For how long the holder has held the session.</summary>
    public TimeSpan Held { get; }
}
