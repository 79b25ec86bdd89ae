namespace Tidemark.Stores;

/// <summary>A decision cannot be made on a record. An engine writes nothing, and passes it on to whoever asked.</summary>
public abstract class UnfitRecordException : Exception
{
    private protected UnfitRecordException(string message) : base(message)
    {
    }
}

/// <summary>A record holds what Tidemark does not write.</summary>
public sealed class DamagedRecordException : UnfitRecordException
{
    /// <summary>Says which part.</summary>
    public DamagedRecordException(string part) : base($"Its {part} is not what Tidemark writes there.")
    {
    }

    /// <summary>Whether a newer version wrote it: then it is to be left alone.</summary>
    public bool IsNewer { get; init; }
}

/// <summary>A record is for others than who asked: what a replica has is for its replicator, and a store that is closed takes no new session.</summary>
public sealed class BarredRecordException : UnfitRecordException
{
    /// <summary>Says what the store is.</summary>
    public BarredRecordException(StoreStanding standing) : base($"The store is {standing.Role} in epoch {standing.Epoch}.") => Standing = standing;

    /// <summary>What the store is.</summary>
    public StoreStanding Standing { get; }
}
