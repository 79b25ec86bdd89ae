using System.Data;
using Npgsql;

namespace Tidemark.PostgreSql;

/// <summary>The tables, and how a database comes to have them.</summary>
internal sealed class PostgreSqlSchema(string schema, bool creates)
{
    // "tidemark" in hexadecimal: whoever else makes tables for Tidemark waits.
    private const long AdvisoryLock = 0x746964656d61726b;

    /// <summary>Step n brings tables of version n to the next. Steps are never changed once released, only added.</summary>
    public IReadOnlyList<string> Steps { get; init; } =
    [
        $"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = '{schema}') THEN CREATE SCHEMA {schema}; END IF;
        END $$;

        CREATE TABLE {schema}.version (version integer NOT NULL);
        INSERT INTO {schema}.version VALUES (0);

        CREATE TABLE {schema}.record (
            key      bytea    NOT NULL,
            kind     smallint NOT NULL,
            record   bytea    NOT NULL,
            due_kind smallint NOT NULL,
            due      bigint   NOT NULL,
            holder   bytea,
            asked    bytea,
            PRIMARY KEY (key, kind)
        ) WITH (fillfactor = 50, toast_tuple_target = 8160);
        ALTER TABLE {schema}.record ALTER COLUMN record SET STORAGE MAIN;
        CREATE INDEX record_due ON {schema}.record (due_kind, due);
        CREATE INDEX record_asked ON {schema}.record (asked) WHERE asked IS NOT NULL;

        CREATE TABLE {schema}.value (
            key     bytea   NOT NULL,
            name    bytea   NOT NULL,
            number  integer NOT NULL,
            version bigint  NOT NULL,
            made_on bigint  NOT NULL,
            value   bytea   NOT NULL,
            PRIMARY KEY (key, name, number)
        );

        CREATE TABLE {schema}.node (
            id    bytea  NOT NULL PRIMARY KEY,
            since bigint NOT NULL,
            until bigint NOT NULL
        );

        CREATE TABLE {schema}.payload_schema (
            fingerprint bigint NOT NULL PRIMARY KEY,
            schema      bytea  NOT NULL
        );
        """,
        $"""
        CREATE TABLE {schema}.feed (
            partition integer  NOT NULL PRIMARY KEY,
            state     smallint NOT NULL,
            last      bigint   NOT NULL,
            horizon   bigint   NOT NULL
        ) WITH (fillfactor = 10);
        INSERT INTO {schema}.feed SELECT partition, 0, 0, 0 FROM generate_series(0, {PostgreSqlFeedStatements.Partitions - 1}) AS partition;

        CREATE TABLE {schema}.mark (
            partition integer  NOT NULL,
            kind      smallint NOT NULL,
            key       bytea    NOT NULL,
            mark      bigint   NOT NULL,
            PRIMARY KEY (key, kind)
        );
        CREATE UNIQUE INDEX mark_mark ON {schema}.mark (partition, mark);
        """,
    ];

    /// <summary>What brings tables of a version to the newest, for whoever may not let the application do it.</summary>
    /// <param name="from">The version; 0 if there are none.</param>
    public string Ddl(int from) => string.Join("\n\n", [.. Steps.Skip(from), $"UPDATE {schema}.version SET version = {Steps.Count};"]);

    /// <summary>Checks that the tables are there and of this version, and makes them so if it may.</summary>
    /// <exception cref="StoreRefusedException">They are not.</exception>
    public async Task EnsureAsync(NpgsqlConnection connection)
    {
        var found = await FindAsync(connection);
        if (found < Steps.Count && creates)
            found = await MigrateAsync(connection);
        if (found < Steps.Count)
        {
            throw new StoreRefusedException(
                $"The PostgreSQL store cannot start: {(found == 0 ? $"its tables are not there (schema {schema})" : $"its tables are of version {found}")}, "
                + $"and PostgreSqlStoreOptions.CreatesTables is false. Run the statements of PostgreSqlStore.Ddl(\"{schema}\", from: {found}) first.");
        }

        if (found > Steps.Count)
        {
            throw new StoreRefusedException(
                $"The PostgreSQL store cannot use its tables: another version of Tidemark made them ({found}; this one knows {Steps.Count}). Update this "
                + "application, or give it a schema of its own (PostgreSqlStoreOptions.Schema).");
        }
    }

    private async Task<int> MigrateAsync(NpgsqlConnection connection)
    {
        // Whatever the database's default is: what others did while this one waited must be seen.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        await using (var wait = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection) { Parameters = { new() { Value = AdvisoryLock } } })
            await wait.ExecuteNonQueryAsync();
        var found = await FindAsync(connection);
        if (found < Steps.Count)
        {
            await using (var migrate = new NpgsqlCommand(Ddl(found), connection))
                await migrate.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }

        return Math.Max(found, Steps.Count);
    }

    // From the catalogue: to_regclass goes by a cache that need not have what another node has just made.
    private async Task<int> FindAsync(NpgsqlConnection connection)
    {
        await using var look = new NpgsqlCommand("SELECT FROM pg_catalog.pg_tables WHERE schemaname = $1 AND tablename = 'version'", connection);
        look.Parameters.Add(new() { Value = schema });
        await using (var reader = await look.ExecuteReaderAsync())
        {
            if (!await reader.ReadAsync())
                return 0;
        }

        await using var read = new NpgsqlCommand($"SELECT version FROM {schema}.version", connection);
        return await read.ExecuteScalarAsync() as int? ?? 0;
    }
}
