namespace Tidemark.Sqlite;

/// <summary>The SQL text. Due times are microseconds since 1970, as in records; ids are 16 bytes, big-endian.</summary>
/// <remarks>
/// What a record says is for decisions to know: the columns beside it are what the file looks records up by. A signal without a <c>lease</c> says that it is
/// free; the others recall it. The rows of <c>tidemark_row</c> are bases, of number 0, and patches, which are added without touching their base.
/// </remarks>
internal static class SqliteStatements
{
    public const string Begin = "BEGIN";

    public const string BeginWrite = "BEGIN IMMEDIATE";

    public const string Commit = "COMMIT";

    public const string Rollback = "ROLLBACK";

    public const string FindRecord = """
        SELECT record.id, record, holder, node.since, node.until
        FROM tidemark_record record LEFT JOIN tidemark_node node ON node.id = holder
        WHERE key = ?1 AND kind = ?2
        """;

    public const string InsertRecord = """
        INSERT INTO tidemark_record (record, holder, asked, key, kind, due_kind, due) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id
        """;

    public const string UpdateRecord = "UPDATE tidemark_record SET record = ?1, holder = ?2, asked = ?3 WHERE id = ?4";

    // Beside the update: a mark is in an index, which is to be left alone while nobody follows.
    public const string MarkRecord = "UPDATE tidemark_record SET mark = ?1 WHERE id = ?2";

    // Beside the update: most changes leave it, and its index, alone.
    public const string SetDue = "UPDATE tidemark_record SET due_kind = ?1, due = ?2 WHERE id = ?3";

    public const string DeleteRecord = "DELETE FROM tidemark_record WHERE id = ?1";

    public const string FindDue = """
        SELECT kind, key, due FROM tidemark_record WHERE due_kind = ?1 AND due <= ?2 ORDER BY due LIMIT ?3 OFFSET ?4
        """;

    public const string ListRecords = "SELECT kind, key, id FROM tidemark_record WHERE id > ?1 ORDER BY id LIMIT ?2";

    // From an index that has an entry only while somebody is asked.
    public const string FindAsked = "SELECT kind, key FROM tidemark_record WHERE asked = ?1 LIMIT 1000";

    // What is longer than ?3 stays unread, overflow pages and all: only its length is told.
    public const string ReadRows = """
        SELECT name, number, version, made_on, CASE WHEN octet_length(value) <= ?3 THEN value END, octet_length(value)
        FROM tidemark_row WHERE record = ?1 AND version > ?2
        ORDER BY name, number
        """;

    public const string SetRow = """
        INSERT INTO tidemark_row (record, name, number, version, made_on, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT DO UPDATE SET version = excluded.version, made_on = excluded.made_on, value = excluded.value
        """;

    public const string DeletePatches = "DELETE FROM tidemark_row WHERE record = ?1 AND name = ?2 AND number > 0";

    public const string DeleteChain = "DELETE FROM tidemark_row WHERE record = ?1 AND name = ?2";

    public const string DeleteRows = "DELETE FROM tidemark_row WHERE record = ?1";

    public const string SetNode = """
        INSERT INTO tidemark_node (id, since, until) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET since = excluded.since, until = excluded.until
        """;

    public const string FindNode = "SELECT since, until FROM tidemark_node WHERE id = ?1";

    public const string ListNodes = "SELECT id, since, until FROM tidemark_node";

    public const string FindLiveNodes = "SELECT id FROM tidemark_node WHERE until > ?1";

    public const string DeleteNode = "DELETE FROM tidemark_node WHERE id = ?1";

    public const string DeleteDeadNodes = "DELETE FROM tidemark_node WHERE until <= ?1";

    public const string PublishSchema = "INSERT INTO tidemark_payload_schema (fingerprint, schema) VALUES (?1, ?2) ON CONFLICT DO NOTHING";

    public const string ReadSchema = "SELECT schema FROM tidemark_payload_schema WHERE fingerprint = ?1 AND octet_length(schema) <= ?2";

    // Changes when another connection has written.
    public const string DataVersion = "PRAGMA data_version";

    public const string FindSignals = "SELECT key, lease, counter, times FROM tidemark_signal WHERE node = ?1 ORDER BY sent";

    public const string SetSignal = """
        INSERT INTO tidemark_signal (node, key, lease, counter, sent, times) VALUES (?1, ?2, ?3, ?4, ?5, 1)
        ON CONFLICT DO UPDATE SET sent = excluded.sent, times = times + 1
        """;

    public const string DeleteSignal = "DELETE FROM tidemark_signal WHERE node = ?1 AND key = ?2 AND lease = ?3 AND times = ?4";

    public const string DeleteSignalsOf = "DELETE FROM tidemark_signal WHERE node = ?1";

    public const string ReadFeed = "SELECT state, began, last, horizon FROM tidemark_feed LIMIT 1";

    public const string SetFeed = "UPDATE tidemark_feed SET state = ?1, began = ?2, last = ?3, horizon = ?4";

    public const string ReadMarks = """
        SELECT kind, key, mark FROM tidemark_record WHERE mark > ?1 AND mark <= ?2 AND typeof(mark) = 'integer'
        UNION ALL SELECT kind, key, mark FROM tidemark_gone WHERE mark > ?1 AND mark <= ?2 AND typeof(mark) = 'integer'
        ORDER BY mark LIMIT ?3
        """;

    public const string FindUnmarked = "SELECT id FROM tidemark_record WHERE id > ?1 AND (mark IS NULL OR mark <= ?2) ORDER BY id LIMIT ?3";

    public const string MarkGone = """
        INSERT OR REPLACE INTO tidemark_gone (kind, key, mark)
        SELECT kind, key, coalesce(?2, mark) FROM tidemark_record WHERE id = ?1 AND coalesce(?2, mark) IS NOT NULL
        """;

    public const string UnmarkGone = "DELETE FROM tidemark_gone WHERE kind = ?1 AND key = ?2";

    public const string FindOldGone = "SELECT max(mark) FROM tidemark_gone WHERE mark <= ?1";

    public const string DeleteGone = "DELETE FROM tidemark_gone WHERE mark <= ?1";

    public const string DeleteOldSignals = "DELETE FROM tidemark_signal WHERE sent <= ?1 OR sent > ?2";
}
