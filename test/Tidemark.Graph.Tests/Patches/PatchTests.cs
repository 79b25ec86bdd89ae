using System.Text;
using Tidemark.Graph.Patches;

namespace Tidemark.Graph.Tests.Patches;

public sealed class PatchTests
{
    private static readonly byte[] Baseline = Encoding.ASCII.GetBytes("Ten apples, six pears and a melon lie on the kitchen table near the window.");

    [Fact]
    public void The_wire_form_is_what_the_page_says()
    {
        var value = Encoding.ASCII.GetBytes("Ten apples, two pears and a melon lie on the kitchen table near the window.");

        var patched = Assert.IsType<BinaryComparison.Patched>(BinaryComparison.Of(Baseline, value));

        byte[] expected = [0x81, 75, 75, 1, .. BitConverter.GetBytes(LanesOf(Baseline)), 12, 3, 6, .. "two"u8];
        Assert.Equal(expected, patched.Patch.Bytes.ToArray());
    }

    [Fact]
    public void Splices_can_insert_remove_and_go_back()
    {
        // "Ten " stays, "two " comes in, "apples, six " goes; "pears" stays; back to "apples" at 4; the rest from there.
        byte[] bytes = [1, 75, 19, 2, 4, 4, 24, .. "two "u8, 5, 1, 33, .. "/"u8];

        Assert.Equal("Ten two pears/apple", Encoding.ASCII.GetString(Patch.Read(bytes, 100).Apply(Baseline)));
    }

    [Fact]
    public void A_longer_value_than_allowed_is_refused_before_anything_is_made()
    {
        byte[] bytes = [1, 75, 75, 0];

        Assert.Equal(75, Patch.Read(bytes, 75).LengthAfter);
        Assert.Contains("74 are allowed", Assert.Throws<GraphFormatException>(() => Patch.Read(bytes, 74)).Message);
    }

    [Theory]
    [InlineData(new byte[] { }, "ends too early")]
    [InlineData(new byte[] { 2, 75, 75, 0 }, "format version 2")]
    [InlineData(new byte[] { 1, 75, 75, 0, 0 }, "after the last splice")]
    [InlineData(new byte[] { 1, 75, 76, 0 }, "makes less")]
    [InlineData(new byte[] { 1, 75, 10, 1, 76, 0, 0 }, "more than the baseline has")]
    [InlineData(new byte[] { 1, 75, 10, 1, 11, 0, 0 }, "more than the value has")]
    [InlineData(new byte[] { 1, 75, 10, 1, 4, 0, 9 }, "leaves the baseline")]
    [InlineData(new byte[] { 1, 75, 10, 1, 4, 0, 143, 1 }, "leaves the baseline")]
    [InlineData(new byte[] { 1, 75, 10, 1, 4, 2, 0, 1 }, "ends too early")]
    [InlineData(new byte[] { 1, 0xFF, 0xFF, 0xFF, 0xFF, 0x1F, 75, 0 }, "number is too large")]
    [InlineData(new byte[] { 1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 75, 0 }, "length is too large")]
    public void Damage_is_named(byte[] bytes, string what) =>
        Assert.Contains(what, Assert.Throws<GraphFormatException>(() => Patch.Read(bytes, 1000)).Message);

    [Fact]
    public void A_patch_on_the_wrong_baseline_is_refused()
    {
        var value = Encoding.ASCII.GetBytes("Ten apples, two pears and a melon lie on the kitchen table near the window.");
        var patched = Assert.IsType<BinaryComparison.Patched>(BinaryComparison.Of(Baseline, value));
        var other = Baseline.ToArray();
        other[70] ^= 1;

        Assert.Contains("another baseline", Assert.Throws<GraphFormatException>(() => patched.Patch.Apply(other)).Message);
        Assert.Contains("75 bytes, and this one has 74", Assert.Throws<GraphFormatException>(() => patched.Patch.Apply(other[1..])).Message);
    }

    [Fact]
    public void A_chain_with_a_gap_is_refused_with_the_place()
    {
        var (shorter, longer) = (Patch.Read(new byte[] { 1, 75, 70, 0 }, 100), Patch.Read(new byte[] { 1, 75, 74, 0 }, 100));

        Assert.Contains("Patch 2 of 2", Assert.Throws<GraphFormatException>(() => Patch.ApplyAll(Baseline, shorter, longer)).Message);
        Assert.Equal(Baseline, Patch.ApplyAll(Baseline));
    }

    [Fact]
    public void The_fingerprint_is_what_its_page_says_at_every_length()
    {
        var bytes = EditedBytes.BytesOf(200, new Random(8));
        for (var length = 0; length <= bytes.Length; length++)
            Assert.Equal(LanesOf(bytes.AsSpan(0, length)), BaselineFingerprint.Of(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void Common_ends_are_what_counting_byte_by_byte_finds()
    {
        var random = new Random(9);
        for (var i = 0; i < 20_000; i++)
        {
            var first = EditedBytes.BytesOf(random.Next(150), random);
            var second = (byte[])[.. EditedBytes.BytesOf(random.Next(5), random), .. first.Skip(random.Next(4))];
            if (second.Length > 0)
                second[random.Next(second.Length)] ^= (byte)random.Next(2);
            var common = first.Reverse().Zip(second.Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();

            Assert.Equal(common, CommonEnds.SuffixLength(first, second));
        }
    }

    private static uint LanesOf(ReadOnlySpan<byte> bytes)
    {
        var lanes = (uint[])[uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue];
        var striped = bytes.Length / 32 * 32;
        for (var i = 0; i < bytes.Length; i++)
            lanes[i < striped ? i / 8 % 4 : 0] = Next(lanes[i < striped ? i / 8 % 4 : 0], bytes[i]);
        foreach (var lane in lanes.Skip(1))
        {
            foreach (var part in BitConverter.GetBytes(lane))
                lanes[0] = Next(lanes[0], part);
        }

        return lanes[0];
    }

    // CRC-32C bit by bit, as its definition says.
    private static uint Next(uint crc, byte value)
    {
        crc ^= value;
        for (var bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ ((crc & 1) == 0 ? 0 : 0x82F63B78);
        return crc;
    }
}
