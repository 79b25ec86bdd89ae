namespace Tidemark.Sqlite;

/// <summary>
/// Step n brings a file from version <see cref="First"/> + n to the next. Steps are never changed once released, only added. Files of before
/// <see cref="First"/> were never released.
/// </summary>
internal static class SchemaSteps
{
    /// <summary>The version of the first step.</summary>
    public const int First = 8;

    public static IReadOnlyList<string> All { get; } =
    [
        """
        CREATE TABLE tidemark_schema (version INTEGER NOT NULL);
        INSERT INTO tidemark_schema VALUES (0);

        CREATE TABLE tidemark_record (
            id       INTEGER PRIMARY KEY,
            key      BLOB    NOT NULL,
            kind     INTEGER NOT NULL,
            record   BLOB    NOT NULL,
            due_kind INTEGER NOT NULL,
            due      INTEGER NOT NULL,
            holder   BLOB,
            asked    BLOB,
            mark     INTEGER,
            UNIQUE (key, kind)
        );
        CREATE INDEX tidemark_record_due ON tidemark_record (due_kind, due);
        CREATE INDEX tidemark_record_asked ON tidemark_record (asked) WHERE asked IS NOT NULL;

        CREATE INDEX tidemark_record_mark ON tidemark_record (mark) WHERE mark IS NOT NULL;

        CREATE TABLE tidemark_feed (
            state   INTEGER NOT NULL,
            began   INTEGER NOT NULL,
            last    INTEGER NOT NULL,
            horizon INTEGER NOT NULL
        );
        INSERT INTO tidemark_feed VALUES (0, 0, 0, 0);

        CREATE TABLE tidemark_gone (
            kind INTEGER NOT NULL,
            key  BLOB    NOT NULL,
            mark INTEGER NOT NULL,
            UNIQUE (kind, key)
        );
        CREATE INDEX tidemark_gone_mark ON tidemark_gone (mark);

        -- With a rowid: without one, SQLite reads all of a long row, value included, to compare its key.
        CREATE TABLE tidemark_row (
            record  INTEGER NOT NULL,
            name    TEXT    NOT NULL,
            number  INTEGER NOT NULL,
            version INTEGER NOT NULL,
            made_on INTEGER NOT NULL,
            value   BLOB    NOT NULL,
            UNIQUE (record, name, number)
        );

        CREATE TABLE tidemark_node (
            id    BLOB    NOT NULL PRIMARY KEY,
            since INTEGER NOT NULL,
            until INTEGER NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE tidemark_signal (
            node    BLOB    NOT NULL,
            key     BLOB    NOT NULL,
            lease   BLOB    NOT NULL,
            counter INTEGER NOT NULL,
            sent    INTEGER NOT NULL,
            times   INTEGER NOT NULL,
            PRIMARY KEY (node, key, lease)
        ) WITHOUT ROWID;

        CREATE TABLE tidemark_payload_schema (
            fingerprint INTEGER PRIMARY KEY,
            schema      BLOB NOT NULL
        );
        """,
    ];
}
