using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>What the tests of replicas share: copies of sessions that no primary has.</summary>
public abstract class CopyConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    private protected long Marks { get; set; }

    private protected IReplicaStore Replica => Assert.IsAssignableFrom<IReplicaStore>(Store.Copies);

    private protected static Predicate<StoredAttribute> IsNamed(string name) => attribute => attribute.Name == name;

    private protected ValueTask<bool> SetAsync(StoreRole role, long epoch) => Replica.TrySetStandingAsync(new StoreStanding(role, epoch, default), default);

    private protected async Task CopiedAsync(SessionCopy copy) => Assert.IsType<CopyOutcome.Copied>(await Replica.CopyAsync(copy, default));

    private protected CopyStamp NextStamp() => new(1, new ChangeMark(++Marks));

    private protected SessionCopy First(StateKey key, PrimaryRecord original, params Difference[] attributes) => new(
        key, NextStamp(), null, original, [.. attributes.Select(difference => new AttributeCopy(difference, original.Version))]);

    private protected SessionCopy Next(StateKey key, PrimaryRecord on, PrimaryRecord original, params AttributeCopy[] attributes) =>
        new(key, NextStamp(), HistoryPoint.Of(on), original, attributes);

    // What a primary has after so many commits.
    private protected PrimaryRecord Original(long version)
    {
        var now = Time.GetUtcNow();
        return new PrimaryRecord(
            new(version), now, Usual, now, LeaseToken.None.Next(), new LeaseHold(There, now, "original"), LeaseQueue.Empty,
            [new RecentCommit(CommitId.New(), LeaseToken.None, new(version))]);
    }

    private protected static PrimaryRecord Later(PrimaryRecord original, long version) => original with
    {
        Version = new(version),
        Commits = [new RecentCommit(CommitId.New(), LeaseToken.None, new(version))],
    };
}
