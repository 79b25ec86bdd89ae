using Npgsql;
using static Tidemark.PostgreSql.PostgreSqlRecords;

namespace Tidemark.PostgreSql;

/// <summary>The feed of a database: marks that are given with the changes, in tables beside the records.</summary>
internal sealed class PostgreSqlFeed(PostgreSqlLink link, PostgreSqlFeedStatements sql, Func<NpgsqlParameter> clock) : IChangeFeed
{
    private const long MarkedAtOnce = 1000;
    private const short On = 2;

    public int Partitions => PostgreSqlFeedStatements.Partitions;

    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        const string Verb = "begin to mark changes";
        await link.RunAsync(Verb, sql.Begin, [], NothingAsync);
        for (var after = default(RecordKey?); await MarkSomeAsync(Verb, after) is { } last; after = last)
            cancellationToken.ThrowIfCancellationRequested();
        await link.RunAsync(Verb, sql.Complete, [], NothingAsync);
    }

    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await link.RunAsync("mark changes no more", sql.End, [], NothingAsync);
    }

    public ValueTask<FeedPage> ReadAsync(int partition, ChangeMark after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return link.RunAsync("read what changed", sql.Read, [Value(partition), Value(after.Number), Value((long)limit)], ReadAsync);
    }

    // Returns the last of them; null if there are no more.
    private async ValueTask<RecordKey?> MarkSomeAsync(string verb, RecordKey? after)
    {
        var keys = await link.RunAsync(
            verb, sql.MarkSome,
            [clock(), Value(after?.Bytes.ToArray() ?? []), Value((short)(after?.Kind ?? default)), Value(MarkedAtOnce)],
            reader => ReadKeysAsync(reader, static (_, key) => key));
        return keys is [var last] ? last : null;
    }

    private static async Task<FeedPage> ReadAsync(NpgsqlDataReader reader)
    {
        await reader.ReadAsync();
        var state = new FeedState(reader.GetInt16(0) == On, new ChangeMark(reader.GetInt64(2)), new ChangeMark(reader.GetInt64(3)));
        return new FeedPage(state, await ReadKeysAsync(reader, static (row, key) => new MarkedRecord(key, new ChangeMark(row.GetInt64(2)))));
    }
}
