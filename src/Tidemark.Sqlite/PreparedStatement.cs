using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Tidemark.Sqlite;

/// <summary>
/// A statement that is prepared once and run many times. Goes to SQLite's own interface rather than through ADO.NET: that takes and
/// gives spans without copies, and does not sleep 150 ms between tries when the file is locked.
/// </summary>
internal sealed class PreparedStatement : IDisposable
{
    private const uint Persistent = 1;
    private const int LongestText = 1 << 20;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public PreparedStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(sqlite3_prepare_v3(_database, sql, Persistent, out _statement));
    }

    public PreparedStatement Bind(int index, long value)
    {
        Check(sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public PreparedStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    public PreparedStatement Bind(int index, UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return Bind(index, bytes);
    }

    public PreparedStatement Bind(int index, string value)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length));
        var length = Encoding.UTF8.GetBytes(value, rented);
        var result = sqlite3_bind_text(_statement, index, rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
        Check(result);
        return this;
    }

    /// <summary>Goes to the next row. After the last one the statement is ready to be bound again.</summary>
    public bool Step()
    {
        var result = sqlite3_step(_statement);
        if (result == SQLITE_ROW)
            return true;
        Reset();
        Check(result);
        return false;
    }

    /// <summary>Runs a statement without rows; false if another connection has the lock that it needs.</summary>
    public bool TryRun()
    {
        var result = sqlite3_step(_statement);
        Reset();
        if ((result & 0xff) == SQLITE_BUSY)
            return false;
        Check(result);
        return true;
    }

    /// <summary>Runs to the end, past any rows.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    /// <summary>Leaves the rows that were not looked at. Bound values are let go: they may be large.</summary>
    public void Reset()
    {
        sqlite3_reset(_statement);
        sqlite3_clear_bindings(_statement);
    }

    /// <exception cref="DamagedRecordException">It is no whole number.</exception>
    public long Int64(int column) => IsNumber(column) ? sqlite3_column_int64(_statement, column) : throw Damaged(column);

    /// <summary>A number that is not negative.</summary>
    /// <exception cref="DamagedRecordException">It is none.</exception>
    public long Count(int column) => Int64(column) is >= 0 and < long.MaxValue and var count ? count : throw Damaged(column);

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => sqlite3_column_blob(_statement, column);

    /// <exception cref="DamagedRecordException">It has not 16 bytes.</exception>
    public UInt128 UInt128(int column) =>
        Bytes(column) is { Length: 16 } bytes ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : throw Damaged(column);

    /// <exception cref="DamagedRecordException">It is no time.</exception>
    public DateTimeOffset Time(int column) => TimeOf(Int64(column)) ?? throw Damaged(column);

    /// <exception cref="DamagedRecordException">It is no span, or a negative one.</exception>
    public TimeSpan Span(int column) => Int64(column) is >= 0 and var ticks ? TimeSpan.FromTicks(ticks) : throw Damaged(column);

    /// <summary>The key of a session; null if it is none.</summary>
    public StateKey? Key(int column) => Bytes(column) is { Length: StateKey.Size } bytes ? StateKey.FromBytes(bytes) : null;

    /// <summary>The time of that many ticks; null if there is none.</summary>
    public static DateTimeOffset? TimeOf(long ticks) =>
        ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    // The bytes of a text are its UTF-8; asked for as text they would end at the first zero. Texts are names and purposes.
    public string Text(int column) => Bytes(column) is { Length: <= LongestText } bytes ? Encoding.UTF8.GetString(bytes) : throw Damaged(column);

    public bool IsNumber(int column) => sqlite3_column_type(_statement, column) == SQLITE_INTEGER;

    public bool IsNull(int column) => sqlite3_column_type(_statement, column) == SQLITE_NULL;

    /// <summary>Says that a column holds what no store wrote.</summary>
    public DamagedRecordException Damaged(int column) => new(sqlite3_column_name(_statement, column).utf8_to_string());

    public void Dispose() => _statement.Dispose();

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
