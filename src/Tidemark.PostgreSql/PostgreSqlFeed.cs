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
        for (var after = (Key: Array.Empty<byte>(), Kind: (short)0); await MarkSomeAsync(Verb, after.Key, after.Kind) is { } last; after = last)
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
        FeedPage.Check(partition, Partitions, limit);
        cancellationToken.ThrowIfCancellationRequested();
        return link.RunAsync(
            "read what changed", sql.Read, [Value(partition), Value(after.Number), Value((long)limit)], reader => ReadAsync(reader, after, limit));
    }

    public async ValueTask<IReadOnlyList<int>> FindChangedAsync(IReadOnlyList<ChangeMark> after, CancellationToken cancellationToken)
    {
        FeedPage.Check(after, Partitions);
        cancellationToken.ThrowIfCancellationRequested();
        return await link.RunAsync(
            "look where something changed", sql.FindChanged, [Value(after.Select(mark => mark.Number).ToArray())],
            static reader => ReadAllAsync(reader, static row => row.GetInt32(0)));
    }

    // Returns the last of them, whatever is its key; null if there are no more.
    private ValueTask<(byte[] Key, short Kind)?> MarkSomeAsync(string verb, byte[] key, short kind) => link.RunAsync<(byte[], short)?>(
        verb, sql.MarkSome, [clock(), Value(key), Value(kind), Value(MarkedAtOnce)],
        static async reader => await reader.ReadAsync() ? (reader.GetFieldValue<byte[]>(1), reader.GetInt16(0)) : null);

    private static async Task<FeedPage> ReadAsync(NpgsqlDataReader reader, ChangeMark after, int limit)
    {
        await reader.ReadAsync();
        var state = new FeedState(reader.GetInt16(0) == On, new ChangeMark(reader.GetInt64(2)), new ChangeMark(reader.GetInt64(3)));
        var (changes, rows, until) = (new List<MarkedRecord>(), 0, after);
        for (; await reader.ReadAsync(); rows++)
        {
            until = new ChangeMark(reader.GetInt64(2));
            if (KeyOf(reader) is { } key)
                changes.Add(new MarkedRecord(key, until));
        }

        return new FeedPage(state, changes, rows < limit ? state.Last : until);
    }
}
