namespace Tidemark.Tests.States;

public sealed class ChainMeasureTests
{
    [Theory]
    [InlineData(100, 16)]
    [InlineData(512, 16)]
    [InlineData(3_200, 100)]
    [InlineData(12_000, 375)]
    [InlineData(16_384, 512)]
    [InlineData(1_000_000, 512)]
    public void A_chain_has_room_for_the_more_patches_the_more_a_new_base_costs(int length, int patches)
    {
        var chain = ChainMeasure.OfBase(length);
        for (var i = 0; i < patches; i++)
        {
            Assert.True(chain.HasRoomFor(1));
            chain = chain.Append(1);
        }

        Assert.False(chain.HasRoomFor(0));
        Assert.Equal(new ChainMeasure(length, patches, patches), chain);
    }

    [Theory]
    [InlineData(100, 50, true)]
    [InlineData(100, 51, false)]
    [InlineData(101, 50, true)]
    [InlineData(0, 1, false)]
    [InlineData(int.MaxValue, int.MaxValue / 2, true)]
    public void One_patch_may_take_half_of_the_base(int length, int patch, bool hasRoom) =>
        Assert.Equal(hasRoom, ChainMeasure.OfBase(length).HasRoomFor(patch));

    [Fact]
    public void All_patches_together_may_take_half_of_the_base()
    {
        var chain = ChainMeasure.OfBase(100).Append(20).Append(20);

        Assert.True(chain.HasRoomFor(10));
        Assert.False(chain.HasRoomFor(11));
    }

    [Fact]
    public void A_holder_replaces_a_chain_long_before_a_store_refuses_it() =>
        Assert.InRange(ChainMeasure.MostPatches, 1, Tidemark.Stores.ChainEnd.MaxPatches / 2);
}
