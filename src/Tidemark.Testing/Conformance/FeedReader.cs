using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>Follows a feed, and notes what it is told.</summary>
/// <param name="feed">The feed.</param>
/// <param name="atOnce">How many changes it reads at a time.</param>
internal sealed class FeedReader(IChangeFeed feed, int atOnce)
{
    private const int PartitionsAtOnce = 64;

    private readonly ChangeMark[] _read = new ChangeMark[feed.Partitions];

    public IReadOnlyList<ChangeMark> Read => _read;

    public FeedState State { get; private set; }

    public async Task<List<ToldChange>> ReadAsync()
    {
        var told = new List<ToldChange>();
        foreach (var some in (await feed.FindChangedAsync(_read, default)).Chunk(PartitionsAtOnce))
            told.AddRange((await Task.WhenAll(some.Select(ReadAsync))).SelectMany(changes => changes));
        State = (await feed.ReadAsync(0, _read[0], 0, default)).State;
        return told;
    }

    private async Task<List<ToldChange>> ReadAsync(int partition)
    {
        var told = new List<ToldChange>();
        FeedPage page;
        do
        {
            var last = _read[partition];
            page = await feed.ReadAsync(partition, last, atOnce, default);
            Assert.InRange(page.Changes.Count, 0, atOnce);
            foreach (var change in page.Changes)
            {
                Assert.True(change.Mark > last && change.Mark <= page.Until, "Marks come in order.");
                last = change.Mark;
                told.Add(new ToldChange(partition, change.Key, change.Mark, page.State));
            }

            _read[partition] = page.Until;
        }
        while (page.Until < page.State.Last);
        return told;
    }
}

/// <summary>A change that was told.</summary>
/// <param name="Partition">Of which partition.</param>
/// <param name="Key">Which record.</param>
/// <param name="Mark">Its mark.</param>
/// <param name="State">How the feed was.</param>
internal readonly record struct ToldChange(int Partition, RecordKey Key, ChangeMark Mark, FeedState State);
