using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>What a replica is to be told of one attribute so that it has what the primary has.</summary>
/// <param name="Copies">The differences; none if it need not be told.</param>
/// <param name="Value">What the replica has with them; null for nothing.</param>
/// <param name="Compared">What the compare found.</param>
internal readonly record struct AttributeStep(IReadOnlyList<AttributeCopy> Copies, StoredValue? Value, ValueComparison Compared)
{
    // What stands beside the bytes of a patch wherever it is sent or kept.
    private const int BytesBesides = 24;

    /// <summary>A value of which the replica has nothing that helps.</summary>
    public static AttributeStep Whole(string name, StoredValue now, ValueComparison compared = default) => new(
        [new AttributeCopy(new WholeValue(name, now.Bytes), now.Version)], StoredValue.Of(now.Bytes, now.Version), compared);

    /// <summary>The shortest way from what the replica has to what the primary has.</summary>
    /// <param name="chain">The attribute as the replica's record has it.</param>
    /// <param name="has">Its value there.</param>
    /// <param name="now">The value in the primary.</param>
    /// <param name="since">The patches by which the primary came from the replica's version to its own; null if that is not how it came there.</param>
    /// <param name="compared">What differs.</param>
    public static AttributeStep Between(
        AttributeChain chain, StoredValue has, StoredValue now, IReadOnlyList<StoredPatch>? since, ValueComparison compared)
    {
        // A version that does not rise tells of another history: then nothing is built on.
        if (now.Version <= chain.End.Version)
            return Whole(chain.Name, now, compared);
        var patch = BinaryComparison.Of(has.Bytes.Span, now.Bytes.Span) is BinaryComparison.Patched { Patch: var made } ? made : null;
        var measure = new ChainMeasure(chain.End.Length, chain.End.Patches, has.Chain.PatchBytes);
        if (since is { Count: > 0 } && Size(since) is var forwarded && forwarded <= (patch is null ? now.Length / 2 : patch.Bytes.Length + BytesBesides)
            && Fits(measure, since))
        {
            return Forward(chain, has, now, since, compared);
        }

        if (patch is null || !measure.HasRoomFor(patch.Bytes.Length))
            return Whole(chain.Name, now, compared);
        var difference = new PatchedValue(chain.Name, patch.Bytes, chain.End.Version, patch.BaselineLength, patch.LengthAfter);
        return new AttributeStep(
            [new AttributeCopy(difference, now.Version)], has.Append(patch.Bytes.Length, now.Version, now.Bytes), compared);
    }

    private static long Size(IReadOnlyList<StoredPatch> patches) => patches.Sum(patch => (long)patch.Bytes.Length + BytesBesides);

    private static bool Fits(ChainMeasure measure, IReadOnlyList<StoredPatch> patches)
    {
        foreach (var patch in patches)
        {
            if (!measure.HasRoomFor(patch.Bytes.Length))
                return false;
            measure = measure.Append(patch.Bytes.Length);
        }

        return true;
    }

    private static AttributeStep Forward(
        AttributeChain chain, StoredValue has, StoredValue now, IReadOnlyList<StoredPatch> since, ValueComparison compared)
    {
        var (copies, value, length) = (new List<AttributeCopy>(since.Count), has, chain.End.Length);
        foreach (var stored in since)
        {
            var after = Patch.Read(stored.Bytes, ValueLength.Most).LengthAfter;
            copies.Add(new AttributeCopy(new PatchedValue(chain.Name, stored.Bytes, stored.On, length, after), stored.Version));
            value = value.Append(stored.Bytes.Length, stored.Version, now.Bytes);
            length = after;
        }

        return new AttributeStep(copies, value, compared);
    }
}
