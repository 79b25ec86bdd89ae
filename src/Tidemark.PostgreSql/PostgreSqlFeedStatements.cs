namespace Tidemark.PostgreSql;

/// <summary>The SQL text of the feed. A change that is marked locks its partition's row until it is committed, so that marks are seen in their order.</summary>
internal sealed class PostgreSqlFeedStatements(string schema)
{
    /// <summary>How many partitions there are. It is part of the format.</summary>
    public const int Partitions = 16;

    // What there is of a key that is damaged may be nothing.
    private static string PartitionOf(string key) => $"get_byte({key} || '\\x00', 0) % {Partitions}";

    // Whoever writes now has not seen that changes are to be marked. The lock waits for them, and those that come after it see it.
    public string Begin { get; } = $"""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM {schema}.feed WHERE state = 0) THEN
                LOCK TABLE {schema}.record IN SHARE ROW EXCLUSIVE MODE;
                UPDATE {schema}.feed SET state = 1 WHERE state = 0;
            END IF;
        END $$
        """;

    // $2 and $3 are the last record that was marked.
    public string MarkSome { get; } = $"""
        WITH page AS (SELECT kind, key FROM {schema}.record WHERE (key, kind) > ($2, $3) ORDER BY key, kind LIMIT $4),
        fresh AS (
            SELECT kind, key, {PartitionOf("key")} AS partition, row_number() OVER (PARTITION BY {PartitionOf("key")} ORDER BY key, kind) AS place
            FROM page),
        counted AS (SELECT partition, count(*) AS fresh FROM fresh GROUP BY partition),
        moved AS (
            UPDATE {schema}.feed SET last = greatest(last, {PostgreSqlStatements.Clock}) + fresh
            FROM counted WHERE counted.partition = feed.partition
            RETURNING feed.partition, last - fresh AS before),
        noted AS (
            INSERT INTO {schema}.mark (partition, kind, key, mark)
            SELECT partition, kind, key, before + place FROM fresh JOIN moved USING (partition)
            ON CONFLICT (key, kind) DO NOTHING)
        SELECT kind, key FROM page ORDER BY key DESC, kind DESC LIMIT 1
        """;

    public string Complete { get; } = $"UPDATE {schema}.feed SET state = 2 WHERE state = 1";

    public string End { get; } = $"""
        WITH ended AS (UPDATE {schema}.feed SET state = 0, horizon = last WHERE state > 0)
        DELETE FROM {schema}.mark
        """;

    // The first row is the state's.
    public string Read { get; } = $"""
        SELECT state AS kind, NULL::bytea AS key, last AS mark, horizon FROM {schema}.feed WHERE partition = $1
        UNION ALL
        (SELECT kind, key, mark, NULL FROM {schema}.mark WHERE partition = $1 AND mark > $2 ORDER BY mark LIMIT $3)
        """;

    public string FindChanged { get; } = $"SELECT partition FROM {schema}.feed WHERE last > ($1::bigint[])[partition + 1]";

    public string DeleteOld { get; } = $"""
        WITH old AS (
            DELETE FROM {schema}.mark WHERE mark <= {PostgreSqlStatements.Clock} - $2
                AND NOT EXISTS (SELECT FROM {schema}.record WHERE record.key = mark.key AND record.kind = mark.kind)
            RETURNING partition, mark),
        newest AS (SELECT partition, max(mark) AS mark FROM old GROUP BY partition)
        UPDATE {schema}.feed SET horizon = greatest(horizon, newest.mark) FROM newest WHERE newest.partition = feed.partition
        """;

    /// <summary>The part of a change that marks it, if it was written and is news.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="isNews">The parameter that says whether it is news.</param>
    public static string Mark(string schema, string isNews) => $"""
        marked AS (
            UPDATE {schema}.feed SET last = greatest(last + 1, swapped.now) FROM swapped
            WHERE {isNews} AND partition = {PartitionOf("$2")} AND state > 0
            RETURNING partition, last),
        noted AS (
            INSERT INTO {schema}.mark (partition, kind, key, mark) SELECT partition, $3, $2, last FROM marked
            ON CONFLICT (key, kind) DO UPDATE SET mark = excluded.mark)
        """;
}
