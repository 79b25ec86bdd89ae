using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark.Tests.States;

public sealed class AttributeSlotTests
{
    private static readonly byte[] Before = [.. Enumerable.Range(0, 200).Select(number => (byte)number)];
    private static readonly byte[] After = [.. Before.Select(number => number == 100 ? (byte)0 : number)];

    [Fact]
    public void A_patch_is_tried_on_the_baseline_that_it_was_made_on_and_on_no_other()
    {
        var patch = Assert.IsType<BinaryComparison.Patched>(BinaryComparison.Of(Before, After)).Patch;
        var slot = new AttributeSlot("a");
        Assert.Null(slot.Patched(On(1)));
        slot.Refresh(StoredValue.Of(Before, new StateVersion(1)));
        Assert.Equal(After, slot.Patched(On(1))!.Value.ToArray());
        Assert.Null(slot.Patched(On(2)));
        Assert.Null(slot.Whole(On(2)));
        Assert.Equal(After, slot.Whole(On(1))!.Value.ToArray());
        slot.Refresh(StoredValue.Of(After, new StateVersion(2)));
        Assert.Null(slot.Patched(On(2)));

        PatchedValue On(long version) => new("a", patch.Bytes, new StateVersion(version), Before.Length, After.Length);
    }
}
