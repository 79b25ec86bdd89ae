using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark.Tests.States;

public sealed class StoredValueTests
{
    private const int Longest = 10_000;

    private static readonly byte[] First = Lines(100);
    private static readonly byte[] Second = [.. First[..500], 1, 2, 3, .. First[500..]];
    private static readonly byte[] Third = [.. Second[..20], .. Second[40..]];

    [Fact]
    public void A_chain_comes_to_the_value_of_its_last_patch()
    {
        var read = StoredValue.Read(Chain(First, (2, 1, Patch(First, Second)), (5, 2, Patch(Second, Third))), null, Longest);

        Assert.Equal(Third, read.Bytes.ToArray());
        Assert.Equal(Third.Length, read.Length);
        Assert.Equal(new StateVersion(5), read.Version);
        Assert.Equal(new ChainMeasure(First.Length, 2, Patch(First, Second).Length + Patch(Second, Third).Length), read.Chain);
    }

    [Fact]
    public void The_end_of_a_chain_goes_on_from_what_is_known()
    {
        var known = StoredValue.Read(Chain(First, (2, 1, Patch(First, Second))), null, Longest);
        var read = StoredValue.Read(End((5, 2, Patch(Second, Third))), known, Longest);

        Assert.Equal(Third, read.Bytes.ToArray());
        Assert.Equal(Second, known.Bytes.ToArray());
        Assert.Equal(2, read.Chain.Patches);
    }

    [Fact]
    public void Patches_are_applied_once_and_not_before_somebody_asks()
    {
        var read = StoredValue.Read(Chain(First, (2, 1, Patch(First, Second)), (5, 2, Patch(Second, Third))), null, Longest);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var length = read.Length;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal((Third.Length, 0), (length, allocated));

        Assert.True(read.TryRead(out var once) && read.TryRead(out var twice) && once.Equals(twice));
    }

    [Fact]
    public void A_base_is_taken_as_it_is()
    {
        Assert.True(StoredValue.Read(Chain(First), null, 1).TryRead(out var bytes));
        Assert.Equal(First, bytes.ToArray());
    }

    [Fact]
    public void A_value_that_is_longer_than_a_limit_that_was_lowered_since_still_takes_patches()
    {
        byte[] shorter = [.. First[..40], .. First[60..]];
        var read = StoredValue.Read(Chain(First, (2, 1, Patch(First, shorter))), null, First.Length / 2);

        Assert.False(read.IsBroken);
        Assert.Equal(shorter, read.Bytes.ToArray());
    }

    public static TheoryData<string> Broken => ["other version", "other length", "no patch", "a gap", "too long", "no base", "other bytes", "no end"];

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_chain_that_does_not_fit_makes_no_value_and_breaks_nothing_else(string how)
    {
        var known = StoredValue.Of(First, new StateVersion(1));
        byte[] sameLength = [.. First[..^1], 99];
        var read = how switch
        {
            "other version" => StoredValue.Read(End((2, 3, Patch(First, Second))), known, Longest),
            "other length" => StoredValue.Read(End((2, 1, Patch(Second, Third))), known, Longest),
            "no patch" => StoredValue.Read(End((2, 1, [1, 2, 3])), known, Longest),
            "a gap" => StoredValue.Read(End((2, 1, Patch(First, Second)), (4, 3, Patch(Second, Third))), known, Longest),
            "too long" => StoredValue.Read(End((2, 1, Patch(First, Second))), known, First.Length),
            "no base" => StoredValue.Read(End((2, 1, Patch(First, Second))), null, Longest),
            "other bytes" => StoredValue.Read(End((2, 1, Patch(sameLength, Second))), known, Longest),
            _ => StoredValue.Read(End((2, 1, Patch(First, Second))) with { Version = new StateVersion(3) }, known, Longest),
        };

        Assert.False(read.TryRead(out _));
        Assert.True(read.IsBroken);
        Assert.NotEmpty(Assert.Throws<BrokenChainException>(() => read.Bytes).Message);
        Assert.Equal(First, known.Bytes.ToArray());
        Assert.False(read.Append([new StoredPatch(read.Version, read.Version, Patch(Second, Third))], Longest).TryRead(out _));
    }

    private static StoredAttribute Chain(byte[] start, params (long Version, long On, byte[] Patch)[] patches) =>
        End(patches) with { Version = new StateVersion(patches is [.., var last] ? last.Version : 1), Base = new ChainStart(new StateVersion(1), start) };

    private static StoredAttribute End(params (long Version, long On, byte[] Patch)[] patches) => new(
        "a", new StateVersion(patches is [.., var last] ? last.Version : 1), null,
        [.. patches.Select(patch => new StoredPatch(new StateVersion(patch.Version), new StateVersion(patch.On), patch.Patch))]);

    private static byte[] Patch(byte[] from, byte[] to) => Assert.IsType<BinaryComparison.Patched>(BinaryComparison.Of(from, to)).Patch.Bytes.ToArray();

    private static byte[] Lines(int count) => [.. Enumerable.Range(0, count).SelectMany(line => BitConverter.GetBytes(line * 7919L))];
}
