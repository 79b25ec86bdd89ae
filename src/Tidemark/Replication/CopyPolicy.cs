namespace Tidemark.Replication;

/// <summary>What a replica is to be without.</summary>
/// <param name="Withholding">The rules.</param>
/// <param name="HasOlderCopies">Whether it may have copies that were made by other rules. Then what it has is compared, whatever its version says.</param>
internal sealed record CopyPolicy(Withholding Withholding, bool HasOlderCopies);
