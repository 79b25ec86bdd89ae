namespace Tidemark.Stores;

/// <summary>Names one commit, so that a commit that is sent again after a lost answer is applied once.</summary>
/// <param name="Value">128 random bits.</param>
public readonly record struct CommitId(UInt128 Value)
{
    /// <summary>Makes a new commit id.</summary>
    public static CommitId New() => new(Random128.Next());

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("x32");
}
