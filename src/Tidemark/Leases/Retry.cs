using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>
/// One thing that the store could not be told about a session when its request ended. docs/design/ends.md draws its states. The gate of its
/// <see cref="RetryQueue"/> guards what changes.
/// </summary>
/// <param name="key">The session.</param>
/// <param name="kind">What the store is to be told.</param>
/// <param name="send">Tells it. May be repeated until it succeeds; throws as long as it has to be.</param>
/// <param name="giveUp">Undoes what was kept for it on this node, if it is never sent; null for nothing.</param>
internal sealed class Retry(StateKey key, RetryKind kind, Func<ValueTask> send, Action? giveUp = null)
{
    public StateKey Key => key;

    public RetryKind Kind => kind;

    public RetryState State { get; set; }

    /// <summary>How often it failed for a reason that is none of the store's. Written by whoever tries it.</summary>
    public int Failures { get; set; }

    /// <summary>Whether it ends the session.</summary>
    public bool Ends => kind is RetryKind.EndByCommit or RetryKind.EndUnknown or RetryKind.EndFromOutside;

    /// <summary>Whether nothing else is left to tell of the session once this is told.</summary>
    public bool IsFinal => kind is RetryKind.EndByCommit or RetryKind.EndUnknown;

    public ValueTask SendAsync() => send();

    public void GiveUp() => giveUp?.Invoke();
}

/// <summary>What the store is to be told.</summary>
internal enum RetryKind
{
    /// <summary>A lease goes back.</summary>
    ReturnLease,

    /// <summary>A user may have too many sessions: whether this one may stay.</summary>
    ConfirmUser,

    /// <summary>A request has ended the session.</summary>
    EndByCommit,

    /// <summary>The session was perhaps created, and nobody knows its id.</summary>
    EndUnknown,

    /// <summary>The session is ended without its lease.</summary>
    EndFromOutside,
}

/// <summary>Where a <see cref="Retry"/> is on its way.</summary>
internal enum RetryState
{
    /// <summary>It is tried after the next heartbeat.</summary>
    Waiting,

    /// <summary>It is being tried.</summary>
    Sending,

    /// <summary>The store was told.</summary>
    Sent,

    /// <summary>A later one of its session says all that it had to say.</summary>
    Replaced,

    /// <summary>It is never sent, which was logged.</summary>
    Dropped,
}
