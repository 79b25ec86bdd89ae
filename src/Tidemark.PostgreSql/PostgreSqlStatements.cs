namespace Tidemark.PostgreSql;

/// <summary>The SQL text. Times are microseconds since 1970, as in records; keys and ids are their bytes.</summary>
/// <remarks>
/// Each change is one statement, and so one round trip and one transaction of its own. The parts that write rows do something only if the part before them
/// found the record as it was: a swap that comes late writes nothing. A statement does not see what it does itself, and so rows that another one takes the
/// place of are not deleted before.
/// </remarks>
internal sealed class PostgreSqlStatements(string schema)
{
    // $1 is the time that a test says it is.
    public const string Clock = "coalesce($1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)";

    // $6 is the time that was guessed, if it was.
    private const string IsInTime = "AND clock.now < $5 AND ($6 = 0 OR abs(clock.now - $6) <= $7)";

    // A record that is damaged may be too short to have a tag: then it has zeros.
    private const string IsSame = "CASE WHEN octet_length(record) > 8 THEN substring(record FROM 2 FOR 8) ELSE '\\x0000000000000000' END = $4 "
        + IsInTime;

    public PostgreSqlFeedStatements Feed { get; } = new(schema);

    // The first row is the record's, there or not; those of values follow. One statement, so that all are of one moment.
    public string Load { get; } = $"""
        WITH found AS (
            SELECT record, holder, since, until
            FROM {schema}.record LEFT JOIN {schema}.node ON node.id = holder
            WHERE record.key = $2 AND record.kind = $3)
        SELECT NULL::bytea AS name, NULL::int AS number, since AS version, until AS made_on, record AS value, {Clock} AS length, holder
        FROM (SELECT 1) AS one LEFT JOIN found ON true
        UNION ALL
        SELECT name, number, version, made_on, CASE WHEN octet_length(value) <= $5 THEN value END, octet_length(value), NULL
        FROM {schema}.value WHERE key = $2 AND $3 = 0 AND version > $4
        ORDER BY name NULLS FIRST, number
        """;

    public string Insert { get; } = $"""
        WITH clock AS (SELECT {Clock} AS now),
        swapped AS (
            INSERT INTO {schema}.record (key, kind, record, holder, asked, due_kind, due)
            SELECT $2, $3, $8, $9, $10, $12, $13 FROM clock WHERE true {IsInTime}
            ON CONFLICT DO NOTHING
            RETURNING (SELECT now FROM clock) AS now)
        {WriteRows(schema)}
        """;

    // Due times are in an index: those that stay leave it alone.
    public string Update { get; } = $"""
        WITH clock AS (SELECT {Clock} AS now),
        swapped AS (
            UPDATE {schema}.record
            SET record = $8, holder = $9, asked = $10,
                due_kind = CASE WHEN $11 THEN $12 ELSE due_kind END, due = CASE WHEN $11 THEN $13 ELSE due END
            FROM clock WHERE key = $2 AND kind = $3 AND {IsSame}
            RETURNING clock.now)
        {WriteRows(schema)}
        """;

    public string Delete { get; } = $"""
        WITH clock AS (SELECT {Clock} AS now),
        swapped AS (DELETE FROM {schema}.record USING clock WHERE key = $2 AND kind = $3 AND {IsSame} RETURNING clock.now),
        gone AS (DELETE FROM {schema}.value USING swapped WHERE value.key = $2),
        {PostgreSqlFeedStatements.Mark(schema, "$8")}
        SELECT now FROM swapped
        """;

    // Apart: a transaction that has notified holds a lock of the whole server until the disk has it, so that changes would wait for each other.
    public string Notify { get; } = "SELECT pg_notify(channel, message) FROM unnest($1, $2) AS signal (channel, message)";

    public string FindDue { get; } = $"""
        SELECT kind, key, {Clock} - due FROM {schema}.record
        WHERE due_kind = $2 AND due <= {Clock} - $3 ORDER BY due LIMIT $4 OFFSET $5
        """;

    // $1 and $2 are the last record that was listed.
    public string ListRecords { get; } = $"SELECT kind, key FROM {schema}.record WHERE (key, kind) > ($1, $2) ORDER BY key, kind LIMIT $3";

    public string ListNodes { get; } = $"SELECT id, since, until, {Clock} FROM {schema}.node";

    public string FindNode { get; } = $"SELECT since, until, {Clock} FROM (SELECT 1) AS one LEFT JOIN {schema}.node ON id = $2";

    public string SetNode { get; } = $"""
        INSERT INTO {schema}.node (id, since, until) VALUES ($1, $2, $3)
        ON CONFLICT (id) DO UPDATE SET since = excluded.since, until = excluded.until
        """;

    public string DeleteNode { get; } = $"DELETE FROM {schema}.node WHERE id = $1";

    public string DeleteDeadNodes { get; } = $"DELETE FROM {schema}.node WHERE until <= {Clock}";

    // From an index that has an entry only while somebody is asked.
    public string FindAsked { get; } = $"SELECT kind, key FROM {schema}.record WHERE asked = $1 LIMIT 200";

    public string PublishSchema { get; } = $"INSERT INTO {schema}.payload_schema (fingerprint, schema) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    public string ReadSchema { get; } = $"SELECT schema FROM {schema}.payload_schema WHERE fingerprint = $1 AND octet_length(schema) <= $2";

    private static string WriteRows(string schema) => $"""
        , come AS (SELECT * FROM unnest($17, $18, $19, $20, $21) AS row (name, number, version, made_on, value)),
        gone AS (
            DELETE FROM {schema}.value AS old USING swapped
            WHERE key = $2 AND ($14 OR (name = ANY($15) AND number > 0) OR name = ANY($16))
                AND NOT EXISTS (SELECT FROM come WHERE come.name = old.name AND come.number = old.number)),
        written AS (
            INSERT INTO {schema}.value (key, name, number, version, made_on, value)
            SELECT $2, name, number, version, made_on, value FROM swapped, come
            ON CONFLICT (key, name, number) DO UPDATE SET version = excluded.version, made_on = excluded.made_on, value = excluded.value),
        {PostgreSqlFeedStatements.Mark(schema, "$22")}
        SELECT now FROM swapped
        """;
}
