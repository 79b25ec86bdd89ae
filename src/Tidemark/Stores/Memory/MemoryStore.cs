namespace Tidemark.Stores;

/// <summary>
/// Keeps primary states in this process: for tests and for a single server whose sessions may die with it. Several nodes in one process may share one instance.
/// </summary>
/// <remarks>
/// Durability: none. Safe for all threads: one lock guards everything, and no verb waits while it holds it. A sweep looks at every session.
/// </remarks>
public sealed class MemoryStore : PrimaryStore
{
    /// <summary>Makes an empty store whose clock is <paramref name="time"/>.</summary>
    public MemoryStore(TimeProvider time) : base("memory", new MemoryRecords(time), new PrimaryStoreTraits(int.MaxValue, MayForget: false))
    {
    }
}
