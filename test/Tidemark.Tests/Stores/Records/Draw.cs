using Tidemark.Stores;

namespace Tidemark.Tests.Stores.Records;

/// <summary>Draws records of all sorts.</summary>
internal static class Draw
{
    public static readonly DateTimeOffset Now = new(2025, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static PrimaryRecord Record(Random random)
    {
        var version = new StateVersion(random.NextInt64(2, 1L << random.Next(2, 53)));
        return new PrimaryRecord(
            version,
            Time(random),
            new Lifetime(Span(random), random.Next(3) == 0 ? TimeSpan.MaxValue : Span(random)),
            Time(random),
            Token(random),
            random.Next(2) == 0 ? null : new LeaseHold(NodeId.New(), Time(random), Text(random)),
            random.Next(2) == 0 ? LeaseQueue.Empty : Queue(random),
            Enumerable.Range(0, random.Next(2 * PrimaryRecord.RememberedCommits)).Aggregate(
                RecentCommits.Of([]), (commits, _) => commits.Add(Commit(random))))
        {
            PastLeases = Enumerable.Range(1, random.Next(2 * PastLeases.Remembered)).Aggregate(
                PastLeases.None, (leases, counter) => leases.Add(new LeaseToken(NodeId.New().Value, counter), version)),
            Chains = Chains(random, version),
            User = random.Next(2) == 0 ? UserKey.None : UserKey.From("test", Text(random) + "u"),
            TellsEnd = random.Next(2) == 0,
            Ended = random.Next(3) == 0 ? new EndMark((EndReason)random.Next(5), Time(random)) : null,
            ClaimedUntil = random.Next(3) == 0 ? Time(random) : DateTimeOffset.MinValue,
            Due = Time(random),
        };
    }

    public static RecentCommit Commit(Random random) => new(
        CommitId.New(), random.Next(3) == 0 ? LeaseToken.None : Token(random), new StateVersion(random.NextInt64(RecordTime.Forever)));

    public static AttributeChains Chains(Random random, StateVersion version)
    {
        var chains = AttributeChains.Empty;
        foreach (var number in Enumerable.Range(0, random.Next(4) == 0 ? random.Next(100) : random.Next(4)))
        {
            var length = random.Next(100);
            chains = chains.Apply([new WholeValue(Text(random) + number, new byte[length])], new StateVersion(version.Number - 1), []);
            if (random.Next(2) == 0)
            {
                var patch = new PatchedValue(chains.All[^1].Name, new byte[3], new StateVersion(version.Number - 1), length, random.Next(100));
                chains = chains.Apply([patch], version, []);
            }
        }

        return chains;
    }

    public static LeaseToken Token(Random random) => new(NodeId.New().Value, random.NextInt64(RecordTime.Forever));

    private static LeaseQueue Queue(Random random) => new(
        [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => new LeaseWaiter(NodeId.New(), Time(random), Text(random)))],
        random.Next(2) == 0 ? DateTimeOffset.MinValue : Time(random));

    private static string Text(Random random) => random.Next(4) switch
    {
        0 => "",
        1 => new string('\u00e9', random.Next(9)),
        2 => "\0\ud83d\ude00",
        _ => new string((char)random.Next('a', 'z'), random.Next(300)),
    };

    private static DateTimeOffset Time(Random random) => Now + TimeSpan.FromMicroseconds(random.NextInt64(1, 1L << random.Next(1, 48)));

    private static TimeSpan Span(Random random) => TimeSpan.FromMicroseconds(random.NextInt64(1L << random.Next(1, 48)));
}
