namespace Tidemark.Stores;

/// <summary>What became of a <see cref="SessionCopy"/>.</summary>
public abstract record CopyOutcome
{
    private CopyOutcome()
    {
    }

    /// <summary>The replica has it.</summary>
    public sealed record Copied : CopyOutcome
    {
        /// <summary>The only instance.</summary>
        public static Copied Instance { get; } = new();
    }

    /// <summary>Nothing was written: the replica has something else than the differences were made on, or a later copy.</summary>
    /// <param name="Has">What it has, without attributes.</param>
    public sealed record Gap(SessionImage Has) : CopyOutcome;

    /// <summary>Nothing was written: this store is no replica in that epoch.</summary>
    /// <param name="Standing">What it is.</param>
    public sealed record Refused(StoreStanding Standing) : CopyOutcome;
}
