namespace Tidemark.Stores;

/// <summary>
/// What a store tells a node unasked. Only a hint: it may come late, twice, for another lease, or never, and then costs time and nothing
/// else. Waiters ask again at intervals, and what they ask repeats the recall; every beat of the holder repeats it, too.
/// </summary>
/// <param name="Key">The session.</param>
public abstract record StoreSignal(StateKey Key)
{
    /// <summary>To the holder of a lease: another node waits for it.</summary>
    /// <param name="Key">The session.</param>
    /// <param name="Token">The lease that is meant. Whoever holds another one passes over this.</param>
    public sealed record Recall(StateKey Key, LeaseToken Token) : StoreSignal(Key)
    {
        /// <summary>How many recalls one beat returns at most.</summary>
        public const int MaxAtOnce = 100;
    }

    /// <summary>To a node that waits: the lease is kept free for it for a moment, or the session has ended.</summary>
    /// <param name="Key">The session.</param>
    public sealed record Free(StateKey Key) : StoreSignal(Key);
}
