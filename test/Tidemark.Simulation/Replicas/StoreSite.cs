using Tidemark.Stores;

namespace Tidemark.Simulation.Replicas;

/// <summary>One of two stores, where it is.</summary>
/// <param name="number">0 or 1.</param>
/// <param name="records">Its engine, seen by the book.</param>
internal sealed class StoreSite(int number, IRecordStore records)
{
    public int Number => number;

    public IRecordStore Records => records;

    /// <summary>For what takes more than one look at the engine, and is one call to a node.</summary>
    public PrimaryStore Store { get; } = new("memory", records, new PrimaryStoreTraits(int.MaxValue, MayForget: false));

    /// <summary>While true, nobody reaches it.</summary>
    public bool IsAway { get; set; }
}
