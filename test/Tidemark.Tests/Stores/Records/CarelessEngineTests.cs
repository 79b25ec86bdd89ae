using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Stores.Records;

/// <summary>What the tag of a record is for: an engine that writes what was decided on a record, although that has changed meanwhile, is believed twice.</summary>
public sealed class CarelessEngineTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_creators_between_whom_nothing_was_loaded_the_second_wins_too_if_the_tag_is_ignored(bool ignoresTags)
    {
        var stop = TestContext.Current.CancellationToken;
        var records = new SwappingRecords(new ManualTimeProvider(), ignoresTags, remembers: false);
        var store = new PrimaryStore("careless", records, new PrimaryStoreTraits(int.MaxValue, MayForget: true));
        var creation = new CommitRequest(
            StateKey.From("test", SessionId.New()), NodeId.New(), LeaseToken.None, StateVersion.None, CommitId.New(), [new WholeValue("a", new byte[9])],
            new Lifetime(TimeSpan.FromMinutes(20), TimeSpan.FromHours(24)), AfterCommit.Release, "create");

        CommitOutcome? first = null;
        records.Between = async () => first = await store.CommitAsync(creation, stop);
        var second = await store.CommitAsync(creation with { Node = NodeId.New(), Id = CommitId.New() }, stop);

        Assert.IsType<CommitOutcome.Committed>(first);
        Assert.Equal(ignoresTags, second is CommitOutcome.Committed);
    }
}
