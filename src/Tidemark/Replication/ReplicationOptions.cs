namespace Tidemark.Replication;

/// <summary>How a <see cref="Replicator"/> works.</summary>
public sealed class ReplicationOptions
{
    /// <summary>What is replicated, and how it is compared. Default: everything, as object graphs.</summary>
    public ReplicationRules Rules { get; } = new();

    /// <summary>
    /// Whether a replica that has sessions of its own, of before it became one, may lose them. Default: false, and such a store is refused.
    /// </summary>
    public bool Overwrites { get; set; }

    /// <summary>How many sessions are copied at once, from 1. More help while the way to a store is long. Default: 16.</summary>
    public int Parallelism { get; set; } = 16;

    /// <summary>How many changes are read at once, from 1. What is read is copied before more is. Default: 256.</summary>
    public int PageSize { get; set; } = 256;

    /// <summary>How long to wait before looking for changes again when there were none; more than zero. Default: 100 milliseconds.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How much of what the replica has is kept in mind, in bytes; zero for nothing. What is not is read when it is needed. Default: 64 MiB.</summary>
    public long MemoryBytes { get; set; } = 64L << 20;

    /// <summary>
    /// For how long nobody else follows a part of the feed after its follower was last heard of; at least a second. Default: 10 seconds.
    /// </summary>
    public TimeSpan TakeOver { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Told of each attribute that was copied, once the replica has it, from any thread and for several sessions at once. It returns soon and does not throw.
    /// A session that changed several times between two looks is told once. Default: null, for nobody.
    /// </summary>
    public Action<ReplicatedChange>? Observer { get; set; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Parallelism, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(PollInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MemoryBytes, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(TakeOver, TimeSpan.FromSeconds(1));
    }
}
