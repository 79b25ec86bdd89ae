using System.Buffers.Binary;

namespace Tidemark.Redis.Tests;

public sealed class RecordDifferenceTests
{
    [Fact]
    public void Whatever_the_two_records_are_the_difference_makes_one_of_the_other_and_is_shorter()
    {
        var seed = Random.Shared.Next();
        var (random, found) = (new Random(seed), 0);
        for (var run = 0; run < 20_000; run++)
        {
            var before = new byte[random.Next(0, 700)];
            random.NextBytes(before);
            var next = Changed(random, before);
            random.NextBytes(next.AsSpan(0, Math.Min(9, next.Length)));
            if (RecordDifference.Of(before, next) is not { } difference)
                continue;
            found++;
            Assert.True(Applied(before, difference).AsSpan().SequenceEqual(next), $"seed {seed}, run {run}");
            Assert.True(difference.Length < next.Length, $"seed {seed}, run {run}: {difference.Length} of {next.Length}");
        }

        Assert.InRange(found, 1_000, 20_000);
    }

    [Fact]
    public void What_saves_little_is_no_difference()
    {
        var (before, next) = (new byte[300], new byte[300]);
        new Random(1).NextBytes(next);
        Assert.Null(RecordDifference.Of(before, next));
        Assert.Null(RecordDifference.Of([], next));
        Assert.Null(RecordDifference.Of(before, []));
    }

    // Bytes that changed in place, that went, that came, and a piece that moved up by a commit.
    private static byte[] Changed(Random random, byte[] before)
    {
        var next = before.ToList();
        for (var change = random.Next(4); change > 0 && next.Count > 60; change--)
        {
            var (at, count) = (random.Next(next.Count), random.Next(1, 60));
            if (random.Next(3) == 0)
                next.RemoveRange(at, Math.Min(count, next.Count - at));
            else if (random.Next(2) == 0)
                next.InsertRange(at, Enumerable.Range(0, count).Select(_ => (byte)random.Next(256)));
            else
                next[at] ^= 1;
        }

        return [.. next];
    }

    // As swap.lua does it.
    private static byte[] Applied(byte[] before, byte[] difference)
    {
        var next = new List<byte>();
        for (var place = 6; place < difference.Length;)
        {
            var between = difference[place];
            next.AddRange(difference.AsSpan(place + 1, between));
            place += 1 + between;
            var (from, length) = (BinaryPrimitives.ReadUInt16BigEndian(difference.AsSpan(place)), difference[place + 2]);
            next.AddRange(before.AsSpan(from, length));
            place += 3;
        }

        return [.. next];
    }
}
