using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// A live value as it was when it was last encoded, and what a store has to be told of it. Saves the second look at what did not change again.
/// </summary>
/// <param name="Bytes">All of its bytes.</param>
/// <param name="On">The baseline that was compared; null if there was none, or if the value was only encoded.</param>
/// <param name="Difference">What turns that baseline into it; null if nobody has looked yet.</param>
internal sealed record Draft(ReadOnlyMemory<byte> Bytes, StoredValue? On, Difference? Difference)
{
    /// <summary>The value is only encoded.</summary>
    public static Draft Of(ReadOnlyMemory<byte> bytes) => new(bytes, null, null);

    /// <summary>All of it is to be stored.</summary>
    public static Draft Whole(string name, ReadOnlyMemory<byte> bytes, StoredValue? on) => new(bytes, on, new WholeValue(name, bytes));

    /// <summary>What a comparison found, as a patch if the chain has room for one more.</summary>
    public static Draft Of(string name, StoredValue on, ReadOnlyMemory<byte> baseline, GraphComparison comparison)
    {
        if (comparison.Patch is not { } patch)
            return Whole(name, comparison.Whole.GetValueOrDefault(), on);
        var bytes = patch.Apply(baseline.Span);
        return on.Chain.HasRoomFor(patch.Bytes.Length)
            ? new Draft(bytes, on, new PatchedValue(name, patch.Bytes, on.Version, baseline.Length, bytes.Length))
            : Whole(name, bytes, on);
    }
}
