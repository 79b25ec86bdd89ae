using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Tidemark.Graph.Tests.Patches;

/// <summary>A patch costs what was inserted, something for each splice, and a head.</summary>
public sealed class PatchSizeTests
{
    // The most in 100,000 cases was 10.6, in zeros with few other bytes, where blocks are hard to tell apart; 5.2 in other kinds.
    private const int PerSplice = 13;
    private const int PerPatch = 24;

    private static readonly byte[] Random100K = EditedBytes.BytesOf(100_000, new Random(1));
    private static readonly byte[][] Lines = [.. Enumerable.Range(0, 1000).Select(EditedBytes.Record)];

    [Fact]
    public void A_patch_costs_what_the_edits_inserted_and_something_for_each_splice() => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(10_000),
        Prop.ForAll(Gen.ArrayOf(Gen.Choose(0, int.MaxValue)).Resize(24).ToArbitrary(), numbers =>
        {
            var edited = new EditedBytes(numbers);
            return SizeOf(edited.Baseline, edited.Value) <= edited.Inserted + (PerSplice * edited.Splices) + PerPatch;
        }));

    [Theory]
    [InlineData(1)]
    [InlineData(80)]
    [InlineData(5000)]
    public void An_insertion_anywhere_costs_its_bytes_and_a_few_more(int length)
    {
        var inserted = EditedBytes.BytesOf(length, new Random(2));
        foreach (var at in (int[])[0, 1, 50_000, 99_999, 100_000])
            Assert.InRange(SizeOf(Random100K, [.. Random100K[..at], .. inserted, .. Random100K[at..]]), length, length + 24);
    }

    [Fact]
    public void A_removal_anywhere_costs_a_few_bytes()
    {
        foreach (var at in (int[])[0, 1, 50_000, 90_000])
            Assert.InRange(SizeOf(Random100K, [.. Random100K[..at], .. Random100K[(at + 10_000)..]]), 0, 24);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(5000)]
    public void Many_scattered_changes_are_many_small_splices(int times)
    {
        var value = Random100K.ToArray();
        for (var i = 0; i < times; i++)
            value[(i * (value.Length / times)) + 3] ^= 1;

        Assert.InRange(SizeOf(Random100K, value), 0, (times * 6) + 24);
    }

    [Theory]
    [InlineData(10_000, 20_000, 60_000)]
    [InlineData(60_000, 80_000, 100)]
    [InlineData(0, 50_000, 50_000)]
    public void A_block_that_moved_costs_no_bytes_of_its_own(int from, int until, int to)
    {
        byte[] rest = [.. Random100K[..from], .. Random100K[until..]];

        Assert.InRange(SizeOf(Random100K, [.. rest[..to], .. Random100K[from..until], .. rest[to..]]), 0, 48);
    }

    [Fact]
    public void A_block_that_is_in_the_baseline_already_is_not_sent_again() =>
        Assert.InRange(SizeOf(Random100K, [.. Random100K[..40_000], .. Random100K[70_000..75_000], .. Random100K[40_000..]]), 0, 48);

    [Fact]
    public void A_line_inserted_among_a_thousand_costs_the_line_and_little_more() =>
        Assert.InRange(SizeOf(Of(Lines), Of([.. Lines[..500], EditedBytes.Record(7001), .. Lines[500..]])), 0, Lines[0].Length + 24);

    [Fact]
    public void Reversed_and_shuffled_lists_cost_a_few_bytes_for_each_element()
    {
        var shuffled = Lines.ToArray();
        new Random(3).Shuffle(shuffled);

        Assert.InRange(SizeOf(Of(Lines), Of([.. Lines.Reverse()])), 0, 6 * Lines.Length);
        Assert.InRange(SizeOf(Of(Lines), Of(shuffled)), 0, 8 * Lines.Length);
    }

    [Fact]
    public void Words_inserted_all_over_a_text_that_repeats_itself_cost_a_few_bytes_each()
    {
        var text = EditedBytes.BaselineOf(2, 100_000, new Random(10));
        var value = text.Chunk(2000).SelectMany((part, index) => part.Concat(Encoding.ASCII.GetBytes("word" + index)));

        Assert.InRange(SizeOf(text, [.. value]), 0, 50 * (6 + 5));
    }

    [Fact]
    public void A_change_in_place_is_not_told_as_a_copy_of_something_alike()
    {
        var blocks = EditedBytes.BytesOf(20_000, new Random(11)).Chunk(100).ToArray();
        var changed = blocks.Select(block => (byte[])[.. block[..50], (byte)~block[50], .. block[51..]]).ToArray();
        var baseline = Of([.. blocks.Zip(changed).SelectMany(pair => (byte[][])[pair.First, pair.Second])]);
        var value = Of([.. changed.SelectMany(block => (byte[][])[block, block])]);

        Assert.InRange(SizeOf(baseline, value), 0, (200 * 5) + 24);
    }

    [Fact]
    public void A_changed_number_among_lines_alike_is_a_splice_in_place()
    {
        var changed = Lines.Select((line, index) => index % 5 == 0 ? (byte[])[line[0], (byte)(line[1] ^ 1), .. line[2..]] : line);

        Assert.InRange(SizeOf(Of(Lines), Of([.. changed])), 0, (200 * 5) + 24);
    }

    [Fact]
    public void An_insertion_into_much_of_the_same_byte_is_no_matter_of_each_byte_that_differs()
    {
        var sparse = EditedBytes.BaselineOf(5, 100_000, new Random(4));
        byte[] value = [.. sparse[..100], 1, 2, 3, 4, 5, 6, 7, 8, .. sparse[100..]];
        value[^1] ^= 1;

        Assert.InRange(SizeOf(sparse, value), 0, 100);
    }

    [Fact]
    public void Bytes_that_have_nothing_in_common_are_sent_whole()
    {
        Assert.IsType<BinaryComparison.Whole>(BinaryComparison.Of(Random100K, EditedBytes.BytesOf(100_000, new Random(5))));
        Assert.IsType<BinaryComparison.Whole>(BinaryComparison.Of([], Random100K));
        Assert.IsType<BinaryComparison.Whole>(BinaryComparison.Of(Random100K, []));
        Assert.IsType<BinaryComparison.Whole>(BinaryComparison.Of([1], [2]));
    }

    private static byte[] Of(byte[][] lines) => [.. lines.SelectMany(line => line)];

    /// <summary>What is sent: the patch, or the whole value when there is none.</summary>
    private static int SizeOf(byte[] baseline, byte[] value) => BinaryComparison.Of(baseline, value) switch
    {
        BinaryComparison.Same => 0,
        BinaryComparison.Patched { Patch: var patch } when patch.Apply(baseline).AsSpan().SequenceEqual(value) => patch.Bytes.Length,
        BinaryComparison.Whole => value.Length / 2,
        _ => int.MaxValue,
    };
}
