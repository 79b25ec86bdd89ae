using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests;

/// <summary>What a session remembers in one column: of its waiters, and of its commits.</summary>
public sealed class MemoryBytesLaws
{
    private const int EntryOfCommits = 48;

    private static readonly DateTimeOffset Now = new(2025, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Waiters_are_read_as_they_were_written_and_nothing_shorter_or_longer_is_taken_for_waiters()
    {
        var random = new Random(20_250_104);
        foreach (var count in new[] { 0, 1, 2, 5, LeaseQueue.MaxWaiters })
        {
            var queue = QueueOf(random, count);
            var bytes = QueueMemory.Encode(queue);
            var read = QueueMemory.Decode(bytes);
            Assert.Equal(queue.Waiters, read.Waiters);
            Assert.Equal(queue.ReservedUntil, read.ReservedUntil);

            var ends = Enumerable.Range(0, count + 1)
                .Select(first => QueueMemory.Encode(queue with { Waiters = [.. queue.Waiters.Take(first)] }).Length)
                .ToHashSet();
            for (var length = 0; length < bytes.Length; length++)
            {
                var cut = bytes[..length];
                if (!ends.Contains(length))
                    Assert.Throws<DamagedRowException>(() => QueueMemory.Decode(cut));
                else if (QueueMemory.Decode(cut).Waiters is var kept)
                    Assert.Equal(queue.Waiters.Take(kept.Count), kept);
            }
        }

        Assert.Throws<DamagedRowException>(() => QueueMemory.Decode(QueueMemory.Encode(QueueOf(random, LeaseQueue.MaxWaiters + 1))));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void A_purpose_that_cannot_be_so_long_is_damage(int length)
    {
        var bytes = QueueMemory.Encode(LeaseQueue.Empty.Enter(NodeId.New(), "", Now));
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(32), length);
        Assert.Throws<DamagedRowException>(() => QueueMemory.Decode(bytes));
    }

    [Fact]
    public void A_time_that_is_none_is_damage()
    {
        var bytes = QueueMemory.Encode(LeaseQueue.Empty.Enter(NodeId.New(), "", Now));
        foreach (var at in new[] { 0, 24 })
        {
            var damaged = bytes.ToArray();
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(damaged.AsSpan(at), DateTimeOffset.MaxValue.UtcTicks + 1);
            Assert.Throws<DamagedRowException>(() => QueueMemory.Decode(damaged));
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(damaged.AsSpan(at), DateTimeOffset.MaxValue.UtcTicks);
            QueueMemory.Decode(damaged);
        }
    }

    [Fact]
    public void Commits_are_read_as_they_were_written_and_nothing_shorter_or_longer_is_taken_for_commits()
    {
        var random = new Random(20_250_105);
        for (var count = 0; count <= PrimaryRecord.RememberedCommits; count++)
        {
            var commits = Enumerable.Range(0, count).Select(_ => CommitOf(random)).ToArray();
            var bytes = new byte[CommitMemory.MaxSize];
            var length = CommitMemory.Encode(commits, bytes);
            Assert.Equal(count * EntryOfCommits, length);
            Assert.Equal(commits, CommitMemory.Decode(bytes.AsSpan(0, length)));
        }

        for (var length = 0; length <= CommitMemory.MaxSize + EntryOfCommits; length++)
        {
            var bytes = new byte[length];
            if (length % EntryOfCommits == 0 && length <= CommitMemory.MaxSize)
                Assert.Equal(length / EntryOfCommits, CommitMemory.Decode(bytes).Length);
            else
                Assert.Throws<DamagedRowException>(() => CommitMemory.Decode(bytes));
        }
    }

    private static RecentCommit CommitOf(Random random) => new(
        CommitId.New(),
        random.Next(3) == 0 ? LeaseToken.None : new LeaseToken(NodeId.New().Value, random.NextInt64()),
        new StateVersion(random.NextInt64()));

    private static LeaseQueue QueueOf(Random random, int waiters) => new(
        [.. Enumerable.Range(0, waiters).Select(number => new LeaseWaiter(
            NodeId.New(), Now + TimeSpan.FromTicks(random.NextInt64(TimeSpan.TicksPerDay)), new string('\u00e9', random.Next(4)) + number))],
        Now + TimeSpan.FromTicks(random.NextInt64(TimeSpan.TicksPerDay)));
}
