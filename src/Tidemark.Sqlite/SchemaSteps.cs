namespace Tidemark.Sqlite;

/// <summary>Step n brings a file from version n to n + 1. Steps are never changed once released, only added.</summary>
internal static class SchemaSteps
{
    public static IReadOnlyList<string> All { get; } =
    [
        """
        CREATE TABLE tidemark_schema (version INTEGER NOT NULL);
        INSERT INTO tidemark_schema VALUES (0);

        CREATE TABLE tidemark_session (
            id           INTEGER PRIMARY KEY,
            key          BLOB    NOT NULL UNIQUE,
            version      INTEGER NOT NULL,
            created      INTEGER NOT NULL,
            idle         INTEGER NOT NULL,
            absolute     INTEGER NOT NULL,
            last_use     INTEGER NOT NULL,
            idle_end     INTEGER NOT NULL,
            absolute_end INTEGER NOT NULL,
            due          INTEGER NOT NULL,
            lease        BLOB    NOT NULL,
            counter      INTEGER NOT NULL,
            holder       BLOB,
            held_since   INTEGER,
            purpose      TEXT,
            commits      BLOB    NOT NULL
        );
        CREATE INDEX tidemark_session_due ON tidemark_session (due);

        CREATE TABLE tidemark_attribute (
            session INTEGER NOT NULL,
            name    TEXT    NOT NULL,
            version INTEGER NOT NULL,
            value   BLOB    NOT NULL,
            PRIMARY KEY (session, name)
        ) WITHOUT ROWID;

        CREATE TABLE tidemark_node (
            id    BLOB    NOT NULL PRIMARY KEY,
            since INTEGER NOT NULL,
            until INTEGER NOT NULL
        ) WITHOUT ROWID;
        """,

        """
        ALTER TABLE tidemark_session ADD COLUMN waiters BLOB;

        CREATE TABLE tidemark_signal (
            node    BLOB    NOT NULL,
            key     BLOB    NOT NULL,
            lease   BLOB    NOT NULL,
            counter INTEGER NOT NULL,
            sent    INTEGER NOT NULL,
            times   INTEGER NOT NULL,
            PRIMARY KEY (node, key, lease)
        ) WITHOUT ROWID;
        """,

        """
        CREATE INDEX tidemark_session_waiting ON tidemark_session (holder) WHERE waiters IS NOT NULL;
        """,

        // Renamed, so that a process of an older version that has the file open fails, and does not take bases for values.
        """
        ALTER TABLE tidemark_attribute RENAME TO tidemark_base;

        CREATE TABLE tidemark_patch (
            session INTEGER NOT NULL,
            name    TEXT    NOT NULL,
            version INTEGER NOT NULL,
            made_on INTEGER NOT NULL,
            number  INTEGER NOT NULL,
            length  INTEGER NOT NULL,
            patch   BLOB    NOT NULL,
            PRIMARY KEY (session, name, version)
        ) WITHOUT ROWID;
        """,

        """
        CREATE TABLE tidemark_payload_schema (
            fingerprint INTEGER PRIMARY KEY,
            schema      BLOB NOT NULL
        );
        """,

        """
        ALTER TABLE tidemark_session ADD COLUMN user BLOB;
        ALTER TABLE tidemark_session ADD COLUMN tell INTEGER;
        ALTER TABLE tidemark_session ADD COLUMN ended INTEGER;
        ALTER TABLE tidemark_session ADD COLUMN reason INTEGER;
        ALTER TABLE tidemark_session ADD COLUMN claimed_until INTEGER;
        CREATE INDEX tidemark_session_tell ON tidemark_session (tell) WHERE tell IS NOT NULL;

        DROP INDEX tidemark_session_waiting;
        CREATE INDEX tidemark_session_recalled ON tidemark_session (holder) WHERE waiters IS NOT NULL OR ended IS NOT NULL;

        CREATE TABLE tidemark_user (
            id      INTEGER PRIMARY KEY,
            user    BLOB    NOT NULL,
            session BLOB    NOT NULL,
            place   INTEGER NOT NULL,
            entered INTEGER NOT NULL,
            due     INTEGER NOT NULL,
            UNIQUE (user, session)
        );
        CREATE INDEX tidemark_user_due ON tidemark_user (due);
        """,

        """
        CREATE TABLE tidemark_tombstone (
            key     BLOB    NOT NULL PRIMARY KEY,
            until   INTEGER NOT NULL,
            commits BLOB    NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX tidemark_tombstone_until ON tidemark_tombstone (until);
        """,
    ];
}
