namespace Tidemark.Replication;

/// <summary>How a <see cref="Replicator"/> is.</summary>
/// <param name="Epoch">The epoch of the primary; 0 as long as it was not reached.</param>
/// <param name="Followed">How many shares of the feed this replicator follows; others follow the rest.</param>
/// <param name="Shares">How many there are.</param>
/// <param name="Lag">
/// For how long the change has been waiting that has waited the longest, by the primary's clock as this machine sees it; zero if none is known to wait.
/// </param>
/// <param name="Waiting">How many changed records are known to wait; there may be more that were not read yet.</param>
/// <param name="Failing">How many records could not be copied, and are tried again.</param>
/// <param name="Records">How many records were copied.</param>
/// <param name="Bytes">How many bytes were sent for them.</param>
/// <param name="WholeBytes">How many bytes their whole values have, as far as they are known.</param>
/// <param name="Gaps">How often the replica had something else than was known.</param>
/// <param name="Unreadable">How many attributes were passed over that make no value in the primary.</param>
/// <param name="Trouble">What keeps it from going on at the moment; null for nothing.</param>
public sealed record ReplicationStatus(
    long Epoch, int Followed, int Shares, TimeSpan Lag, int Waiting, int Failing, long Records, long Bytes, long WholeBytes, long Gaps, long Unreadable,
    string? Trouble);
