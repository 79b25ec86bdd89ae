using Tidemark.Graph;

namespace Tidemark.Replication;

/// <summary>What a compare of two values of one attribute found.</summary>
/// <param name="IsSame">Whether a replica need not be told.</param>
/// <param name="Paths">What differs, if it is known.</param>
/// <param name="HasMorePaths">Whether more differs than <paramref name="Paths"/> tells.</param>
internal readonly record struct ValueComparison(bool IsSame, IReadOnlyList<string> Paths, bool HasMorePaths)
{
    private static readonly ValueComparison Same = new(true, [], false);
    private static readonly ValueComparison Different = new(false, [], false);

    public static ValueComparison Of(
        ReadOnlySpan<byte> baseline, ReadOnlySpan<byte> value, ReplicaComparison comparison, SchemaCopies schemas)
    {
        if (baseline.SequenceEqual(value))
            return Same;
        if (comparison == ReplicaComparison.Binary || schemas.Read(baseline) is not { } before || schemas.Read(value) is not { } now)
            return Different;
        var compared = GraphTreeComparison.Of(before, now);
        return new ValueComparison(compared.IsSame, compared.Changes, compared.HasMoreChanges);
    }
}
