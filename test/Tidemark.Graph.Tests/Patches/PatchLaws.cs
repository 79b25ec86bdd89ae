using System.Buffers;
using FsCheck;
using FsCheck.Fluent;

namespace Tidemark.Graph.Tests.Patches;

/// <summary>The laws of comparing bytes and applying what was found, over generated edits of many kinds.</summary>
public sealed class PatchLaws
{
    [Fact]
    public void A_patch_applied_to_its_baseline_makes_the_value() => Check(edited =>
        PatchOf(edited) is not { } patch || patch.Apply(edited.Baseline).AsSpan().SequenceEqual(edited.Value));

    [Fact]
    public void A_patch_read_back_from_its_bytes_is_the_same_patch() => Check(edited =>
    {
        if (PatchOf(edited) is not { } patch)
            return true;
        var output = new ArrayBufferWriter<byte>();
        var again = Patch.Read(patch.Bytes, edited.Value.Length);
        again.Apply(edited.Baseline, output);
        return again.BaselineLength == edited.Baseline.Length
            && again.LengthAfter == edited.Value.Length
            && output.WrittenSpan.SequenceEqual(edited.Value);
    });

    [Fact]
    public void Bytes_are_the_same_if_and_only_if_they_are_equal() => Check(edited =>
        BinaryComparison.Of(edited.Baseline, edited.Value) is BinaryComparison.Same == edited.Baseline.AsSpan().SequenceEqual(edited.Value));

    [Fact]
    public void Comparing_equal_bytes_allocates_nothing() => Check(edited =>
    {
        var (first, second) = (edited.Value, edited.Value);
        BinaryComparison.Of(first, second);
        var before = GC.GetAllocatedBytesForCurrentThread();
        BinaryComparison.Of(first, second);
        return GC.GetAllocatedBytesForCurrentThread() == before;
    });

    [Fact]
    public void A_patch_is_at_most_half_as_long_as_the_value() => Check(edited =>
        PatchOf(edited) is not { } patch || patch.Bytes.Length <= edited.Value.Length / 2);

    [Fact]
    public void A_patch_fits_no_other_baseline() => Check(edited =>
    {
        if (PatchOf(edited) is not { } patch)
            return true;
        var longer = edited.Baseline.Append((byte)0).ToArray();
        var other = edited.Baseline.ToArray();
        if (other.Length > 0)
            other[other.Length / 3] ^= 4;
        return patch.Fits(edited.Baseline) && !patch.Fits(longer) && (other.Length == 0 || !patch.Fits(other));
    });

    [Fact]
    public void A_chain_of_patches_makes_the_last_value() => CheckNumbers(numbers =>
    {
        var chain = new List<Patch>();
        var (start, last) = (new EditedBytes(numbers).Baseline, Array.Empty<byte>());
        last = start;
        for (var edits = 1; edits <= numbers.Length; edits++)
        {
            var next = new EditedBytes(numbers[..edits]).Value;
            if (BinaryComparison.Of(last, next) is BinaryComparison.Whole)
                continue;
            if (BinaryComparison.Of(last, next) is BinaryComparison.Patched { Patch: var patch })
                chain.Add(patch);
            last = next;
        }

        return Patch.ApplyAll(start, [.. chain]).AsSpan().SequenceEqual(last);
    });

    private static Patch? PatchOf(EditedBytes edited) =>
        BinaryComparison.Of(edited.Baseline, edited.Value) is BinaryComparison.Patched { Patch: var patch } ? patch : null;

    private static void Check(Func<EditedBytes, bool> law) => CheckNumbers(numbers => law(new EditedBytes(numbers)));

    private static void CheckNumbers(Func<int[], bool> law) => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(10_000),
        Prop.ForAll(Gen.ArrayOf(Gen.Choose(0, int.MaxValue)).Resize(24).ToArbitrary(), law));
}
