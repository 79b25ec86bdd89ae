using System.Runtime.ExceptionServices;
using Tidemark.Stores;

namespace Tidemark.Tests.Stores.Records;

/// <summary>The one form in which all stores keep a session: what is written is read, and what is damaged is found out.</summary>
public sealed class SessionCodecLaws
{
    private const int Seed = 20_261_130;

    [Fact]
    public void A_record_is_read_as_it_was_written()
    {
        var random = new Random(Seed);
        for (var run = 0; run < 500; run++)
        {
            var record = Draw.Record(random);
            AssertSame(record, SessionCodec.Decode(SessionCodec.Encode(record)));
        }
    }

    [Fact]
    public void A_record_has_another_tag_each_time_it_is_written()
    {
        var record = Draw.Record(new Random(Seed));
        var tags = Enumerable.Range(0, 100).Select(_ => Convert.ToHexString(RecordTag.Of(SessionCodec.Encode(record)))).ToArray();
        Assert.Equal(tags.Length, tags.Distinct().Count());
    }

    [Fact]
    public void Nothing_shorter_or_longer_is_taken_for_a_record()
    {
        var random = new Random(Seed);
        for (var run = 0; run < 20; run++)
        {
            var bytes = SessionCodec.Encode(Draw.Record(random));
            for (var length = 0; length < bytes.Length; length++)
                Assert.Throws<DamagedRecordException>(() => SessionCodec.Decode(bytes.AsMemory(0, length)));
            Assert.Throws<DamagedRecordException>(() => SessionCodec.Decode((byte[])[.. bytes, 0]));
        }
    }

    [Fact]
    public void Whatever_bytes_are_damaged_the_record_is_read_or_refused_and_soon()
    {
        var random = new Random(Seed);
        for (var run = 0; run < 20_000; run++)
        {
            var bytes = SessionCodec.Encode(Draw.Record(random));
            for (var spots = random.Next(1, 4); spots > 0; spots--)
            {
                var at = random.Next(bytes.Length);
                var length = Math.Min(random.Next(1, 9), bytes.Length - at);
                if (random.Next(2) == 0)
                    bytes.AsSpan(at, length).Fill(random.Next(2) == 0 ? (byte)0xff : (byte)0x7f);
                else
                    random.NextBytes(bytes.AsSpan(at, length));
            }

            try
            {
                var read = SessionCodec.Decode(bytes);
                AssertSame(read, SessionCodec.Decode(SessionCodec.Encode(read)));
            }
            catch (DamagedRecordException)
            {
                // As it should be.
            }
            catch (Exception other)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}, run {run}");
                ExceptionDispatchInfo.Throw(other);
            }
        }
    }

    [Fact]
    public void The_oldest_commit_makes_room_for_the_next()
    {
        var random = new Random(Seed);
        var record = Draw.Record(random) with { Commits = [] };
        var commits = new List<RecentCommit>();
        for (var count = 1; count <= 3 * PrimaryRecord.RememberedCommits; count++)
        {
            commits.Add(Draw.Commit(random));
            record = record with { Commits = record.Commits.Add(commits[^1]) };
            Assert.Equal(commits[^1], record.Commits.Find(commits[^1].Id));
            Assert.Equal(commits.TakeLast(PrimaryRecord.RememberedCommits), SessionCodec.Decode(SessionCodec.Encode(record)).Commits);
        }
    }

    private static void AssertSame(PrimaryRecord one, PrimaryRecord other)
    {
        Assert.Equal(one.Commits, other.Commits);
        Assert.Equal(one.PastLeases.Bytes, other.PastLeases.Bytes);
        Assert.Equal(one.Queue.Waiters, other.Queue.Waiters);
        Assert.Equal(one.Queue.ReservedUntil, other.Queue.ReservedUntil);
        Assert.Equal(one.Chains.All, other.Chains.All);
        Assert.Equal(Bare(one), Bare(other));
    }

    private static PrimaryRecord Bare(PrimaryRecord record) =>
        record with { Commits = [], PastLeases = PastLeases.None, Queue = LeaseQueue.Empty, Chains = AttributeChains.Empty };
}
