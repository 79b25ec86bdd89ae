namespace Tidemark.Stores;

/// <summary>The answer to an <see cref="AcquireRequest"/>.</summary>
public abstract record AcquireOutcome
{
    private AcquireOutcome()
    {
    }

    /// <summary>The lease is the caller's.</summary>
    /// <param name="Token">Goes with every commit under this lease.</param>
    /// <param name="State">The session, or what is new of it.</param>
    /// <param name="OthersWait">Whether other nodes wait for it already: as good as a recall.</param>
    public sealed record Granted(LeaseToken Token, PrimaryState State, bool OthersWait) : AcquireOutcome;

    /// <summary>
    /// A live node holds the lease and was sent a recall, or it is kept free for a node that came first. The caller is in the queue now: it
    /// gets <see cref="StoreSignal.Free"/>, and keeps its place as long as it asks again within <see cref="LeaseQueue.Patience"/>.
    /// </summary>
    /// <param name="Holder">Which node.</param>
    /// <param name="Age">For how long.</param>
    /// <param name="Purpose">What for, in the holder's words.</param>
    public sealed record Held(NodeId Holder, TimeSpan Age, string Purpose) : AcquireOutcome;

    /// <summary>There is no such session: never created, ended or expired.</summary>
    public sealed record Missing : AcquireOutcome
    {
        /// <summary>The only instance.</summary>
        public static Missing Instance { get; } = new();
    }
}
