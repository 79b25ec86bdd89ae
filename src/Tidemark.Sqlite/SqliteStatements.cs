namespace Tidemark.Sqlite;

/// <summary>The SQL text. Times and spans are ticks; ids are 16 bytes, big-endian.</summary>
/// <remarks>
/// <c>idle_end</c> and <c>absolute_end</c> follow from the other columns; sweeps compare them. <c>due</c> is never later than
/// <c>idle_end</c>: uses move <c>idle_end</c> only, so the index on <c>due</c> is written once per idle time and not at every commit.
/// A signal without a <c>lease</c> says that it is free; the others recall it. The rows of <c>tidemark_patch</c> are their attribute's chain after
/// its row in <c>tidemark_base</c>, which a commit of a patch leaves alone, since SQLite would write all of it anew; <c>number</c> counts them from 1.
/// A session whose end is to be told has a <c>tell</c>, which is to claims what <c>due</c> is to sweeps: never later than its end, and after a
/// claim as late as that. <c>reason</c> is the number of the <see cref="EndReason"/>. The <c>due</c> of a user's entry says when a sweep looks
/// whether its session is there.
/// </remarks>
internal static class SqliteStatements
{
    private const string RemovableFrom = "iif(tell IS NULL, iif(ended IS NULL, idle_end, 0), coalesce(ended, idle_end) + ?3)";

    // What else is in a list of a user is damaged: it is passed over, and made anew for whoever enters.
    private const string IsPlace = "typeof(place) = 'integer' AND place BETWEEN 0 AND 1000000000000000";

    private const string UnlessThere = $"""
        ON CONFLICT DO UPDATE SET place = excluded.place, entered = excluded.entered, due = excluded.due
        WHERE NOT ({IsPlace}) OR typeof(entered) <> 'integer' OR entered NOT BETWEEN 0 AND 3155378975999999999
        """;

    public const string Begin = "BEGIN";

    public const string BeginWrite = "BEGIN IMMEDIATE";

    public const string Commit = "COMMIT";

    public const string Rollback = "ROLLBACK";

    public const string FindSession = """
        SELECT session.id, version, created, idle, absolute, last_use, due, lease, counter, holder, held_since, purpose, commits, node.since, node.until,
            waiters, user, tell, ended, reason, claimed_until
        FROM tidemark_session session LEFT JOIN tidemark_node node ON node.id = holder
        WHERE key = ?1
        """;

    public const string InsertSession = """
        INSERT INTO tidemark_session
            (version, created, idle, absolute, last_use, idle_end, absolute_end, lease, counter, holder, held_since, purpose, commits, key, due)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?6)
        RETURNING id
        """;

    public const string UpdateSession = """
        UPDATE tidemark_session
        SET version = ?1, created = ?2, idle = ?3, absolute = ?4, last_use = ?5, idle_end = ?6, absolute_end = ?7,
            lease = ?8, counter = ?9, holder = ?10, held_since = ?11, purpose = ?12, commits = ?13, waiters = ?15
        WHERE id = ?14
        """;

    // From an index that has an entry only while somebody waits, or after an end from outside. A commit of any other session leaves it alone.
    public const string FindRecalled = "SELECT key FROM tidemark_session WHERE holder = ?1 AND (waiters IS NOT NULL OR ended IS NOT NULL)";

    // Beside the update, so that commits of sessions without a user, and of those that keep theirs, do nothing for it.
    public const string SetEnds = """
        UPDATE tidemark_session SET user = ?1, tell = ?2, ended = ?3, reason = ?4, claimed_until = ?5 WHERE id = ?6
        """;

    public const string SetDue = "UPDATE tidemark_session SET due = ?1 WHERE id = ?2";

    // A record that cannot be read keeps no others from being told.
    public const string PutOffTell = "UPDATE tidemark_session SET tell = ?1 WHERE key = ?2";

    public const string FindId = "SELECT id FROM tidemark_session WHERE key = ?1";

    public const string DeleteSession = "DELETE FROM tidemark_session WHERE id = ?1";

    // Bases stay unread, overflow pages and all, where the caller has them, and what is longer than ?3, of which only the length is told. Patches come after
    // their base, in order: both tables are ordered as the result is, so that SQLite merges them and sorts nothing.
    public const string ReadAttributes = """
        SELECT name, version, NULL, CASE WHEN version > ?2 AND octet_length(value) <= ?3 THEN value END, iif(version > ?2, octet_length(value), 0)
        FROM tidemark_base WHERE session = ?1
        UNION ALL
        SELECT name, version, made_on, CASE WHEN octet_length(patch) <= ?3 THEN patch END, octet_length(patch)
        FROM tidemark_patch WHERE session = ?1 AND version > ?2
        ORDER BY name, version
        """;

    // The last patch knows how many there are, and how long the value is with it; the length of a base is known without reading it.
    public const string FindEnd = """
        SELECT version, length, number FROM tidemark_patch WHERE session = ?1 AND name = ?2
        UNION ALL
        SELECT version, length(value), 0 FROM tidemark_base WHERE session = ?1 AND name = ?2
        ORDER BY version DESC LIMIT 1
        """;

    public const string SetBase = """
        INSERT INTO tidemark_base (session, name, version, value) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO UPDATE SET version = excluded.version, value = excluded.value
        """;

    public const string AddPatch = """
        INSERT INTO tidemark_patch (session, name, version, made_on, number, length, patch) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """;

    public const string DeleteBase = "DELETE FROM tidemark_base WHERE session = ?1 AND name = ?2";

    public const string DeletePatches = "DELETE FROM tidemark_patch WHERE session = ?1 AND name = ?2";

    public const string DeleteBases = "DELETE FROM tidemark_base WHERE session = ?1";

    public const string DeleteAllPatches = "DELETE FROM tidemark_patch WHERE session = ?1";

    public const string SetNode = """
        INSERT INTO tidemark_node (id, since, until) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET since = excluded.since, until = excluded.until
        """;

    public const string FindNode = "SELECT since, until FROM tidemark_node WHERE id = ?1";

    public const string FindLiveNodes = "SELECT id FROM tidemark_node WHERE until > ?1";

    public const string DeleteNode = "DELETE FROM tidemark_node WHERE id = ?1";

    public const string DeleteDeadNodes = "DELETE FROM tidemark_node WHERE until <= ?1";

    // PrimaryRecord.IsRemovable: ?3 is how long an end waits to be told. The node is there only while it lives.
    public const string FindRemovable = """
        SELECT session.id, key, user, ended, commits
        FROM tidemark_session session LEFT JOIN tidemark_node node ON node.id = holder AND node.until > ?1
        WHERE due <= ?1 AND CASE
            WHEN ended IS NULL THEN iif(node.since < idle_end, absolute_end, idle_end) + iif(tell IS NULL, 0, ?3) <= ?1
            WHEN tell IS NULL THEN node.id IS NULL
            ELSE ended + ?3 <= ?1
        END
        LIMIT ?2
        """;

    // What was ended and waits for nothing but its lease stays due.
    public const string PostponeDue = $"""
        UPDATE tidemark_session SET due = {RemovableFrom}
        WHERE id IN (SELECT id FROM tidemark_session WHERE due <= ?1 AND {RemovableFrom} > ?1 LIMIT ?2)
        """;

    // PrimaryRecord.IsClaimable: whatever was claimed has its tell at the end of the claim.
    public const string FindClaimable = """
        SELECT key
        FROM tidemark_session session LEFT JOIN tidemark_node node ON node.id = holder AND node.until > ?1
        WHERE tell <= ?1 AND (ended IS NOT NULL OR iif(node.since < idle_end, absolute_end, idle_end) <= ?1)
        LIMIT ?2
        """;

    public const string PostponeTell = """
        UPDATE tidemark_session SET tell = idle_end
        WHERE id IN (SELECT id FROM tidemark_session WHERE tell <= ?1 AND ended IS NULL AND idle_end > ?1 LIMIT ?2)
        """;

    public const string FindTombstone = "SELECT until, commits FROM tidemark_tombstone WHERE key = ?1";

    public const string SetTombstone = """
        INSERT INTO tidemark_tombstone (key, until, commits) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET until = excluded.until, commits = excluded.commits
        """;

    public const string DeleteTombstone = "DELETE FROM tidemark_tombstone WHERE key = ?1";

    public const string DeleteOldTombstones = "DELETE FROM tidemark_tombstone WHERE until <= ?1";

    public const string ListUser = "SELECT session, place, entered FROM tidemark_user WHERE user = ?1 ORDER BY place, id";

    public const string EnterUser = $"""
        INSERT INTO tidemark_user (user, session, entered, due, place)
        SELECT ?1, ?2, ?3, ?4, coalesce(max(place) FILTER (WHERE {IsPlace}), 0) + 1 FROM tidemark_user WHERE user = ?1
        {UnlessThere}
        """;

    public const string MoveUser = $"""
        INSERT INTO tidemark_user (user, session, entered, due, place)
        SELECT ?1, ?2, ?3, ?4, coalesce(max(place) FILTER (WHERE session = ?5 AND {IsPlace}), max(place) FILTER (WHERE {IsPlace}) + 1, 1)
        FROM tidemark_user WHERE user = ?1
        {UnlessThere}
        """;

    public const string LeaveUser = "DELETE FROM tidemark_user WHERE user = ?1 AND session = ?2";

    public const string LeaveUnknownUser = "DELETE FROM tidemark_user WHERE session = ?1";

    public const string FindDueEntries = """
        SELECT entry.id, idle_end FROM tidemark_user entry LEFT JOIN tidemark_session ON key = entry.session WHERE entry.due < ?1 LIMIT ?2
        """;

    public const string PostponeEntry = "UPDATE tidemark_user SET due = ?1 WHERE id = ?2";

    public const string DeleteEntry = "DELETE FROM tidemark_user WHERE id = ?1";

    public const string PublishSchema = "INSERT INTO tidemark_payload_schema (fingerprint, schema) VALUES (?1, ?2) ON CONFLICT DO NOTHING";

    public const string ReadSchema = "SELECT schema FROM tidemark_payload_schema WHERE fingerprint = ?1 AND octet_length(schema) <= 1048576";

    // Changes when another connection has written.
    public const string DataVersion = "PRAGMA data_version";

    public const string FindSignals = "SELECT key, lease, counter, times FROM tidemark_signal WHERE node = ?1 ORDER BY sent";

    public const string SetSignal = """
        INSERT INTO tidemark_signal (node, key, lease, counter, sent, times) VALUES (?1, ?2, ?3, ?4, ?5, 1)
        ON CONFLICT DO UPDATE SET sent = excluded.sent, times = times + 1
        """;

    public const string DeleteSignal = "DELETE FROM tidemark_signal WHERE node = ?1 AND key = ?2 AND lease = ?3 AND times = ?4";

    public const string DeleteSignalsOf = "DELETE FROM tidemark_signal WHERE node = ?1";

    public const string DeleteOldSignals = "DELETE FROM tidemark_signal WHERE sent <= ?1 OR sent > ?2";
}
