namespace Tidemark.Sqlite;

/// <summary>The feed of a file: marks that the writer gives, read beside it.</summary>
internal sealed class SqliteFeed(SqliteWriter writer, SqliteReaders readers) : IChangeFeed
{
    private const int MarkedAtOnce = 200;

    public int Partitions => 1;

    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        for (long? after = 0; after is { } from;)
            after = await writer.RunAsync("begin to mark changes", (tables, now) => tables.Feed.MarkSome(from, MarkedAtOnce, now), cancellationToken);
    }

    public async ValueTask EndAsync(CancellationToken cancellationToken) => await writer.RunAsync(
        "mark changes no more",
        (tables, _) =>
        {
            tables.Feed.End();
            return true;
        },
        cancellationToken);

    public ValueTask<FeedPage> ReadAsync(int partition, ChangeMark after, int limit, CancellationToken cancellationToken)
    {
        FeedPage.Check(partition, Partitions, limit);
        return readers.RunAsync("read what changed", reader => reader.ReadFeed(after, limit), cancellationToken);
    }
}
