using System.Data;
using Npgsql;

namespace Tidemark.Load.Apps;

/// <summary>
/// A distributed cache in PostgreSQL as a good team writes it: a pooled data source, prepared statements, and one of them for each verb. A refresh looks
/// whether the entry has lost a minute of its time, and writes only then. No index on the expiry, so that a write leaves the only index alone.
/// </summary>
internal sealed class PostgreSqlPeerCache(NpgsqlDataSource source) : PeerCache
{
    private const string Create =
        "CREATE TABLE IF NOT EXISTS session_cache (key text PRIMARY KEY, value bytea NOT NULL, sliding interval NOT NULL, expiry timestamptz NOT NULL)";

    private const string Get = "SELECT value FROM session_cache WHERE key = $1 AND expiry > now()";

    private const string Refresh =
        "UPDATE session_cache SET expiry = now() + sliding WHERE key = $1 AND expiry > now() AND expiry < now() + sliding - interval '1 minute'";

    private const string Set = """
        INSERT INTO session_cache (key, value, sliding, expiry) VALUES ($1, $2, $3, now() + $3)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, sliding = excluded.sliding, expiry = excluded.expiry
        """;

    private const string Remove = "DELETE FROM session_cache WHERE key = $1";

    public static async Task<PostgreSqlPeerCache> OpenAsync(string connectionString)
    {
        // Statements are prepared when they have been used a few times.
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 8 });
        await using var create = source.CreateCommand(Create);
        await create.ExecuteNonQueryAsync();
        return new PostgreSqlPeerCache(source);
    }

    public override async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        await using var command = Command(Get, key);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow | CommandBehavior.SequentialAccess, token);
        return await reader.ReadAsync(token) ? await reader.GetFieldValueAsync<byte[]>(0, token) : null;
    }

    public override async Task RefreshAsync(string key, CancellationToken token = default)
    {
        await using var command = Command(Refresh, key);
        await command.ExecuteNonQueryAsync(token);
    }

    public override async Task RemoveAsync(string key, CancellationToken token = default)
    {
        await using var command = Command(Remove, key);
        await command.ExecuteNonQueryAsync(token);
    }

    protected override async Task SetAsync(string key, byte[] value, TimeSpan sliding)
    {
        await using var command = Command(Set, key);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = value });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = sliding });
        await command.ExecuteNonQueryAsync();
    }

    private NpgsqlCommand Command(string sql, string key)
    {
        var command = source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        return command;
    }
}
