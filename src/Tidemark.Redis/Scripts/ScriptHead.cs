using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Tidemark.Redis.Scripts;

/// <summary>
/// Writes the first argument of a script: flags, a number that the reply must repeat, the time if a test says it, then what the script takes. One argument,
/// because each costs some bytes and some time. Numbers are big-endian; times and spans are microseconds.
/// </summary>
internal ref struct ScriptHead
{
    public const int NonceSize = 4;

    private const int Short = 256;

    // Any start will do: it tells apart the calls that are under way.
    private static int _calls = RandomNumberGenerator.GetInt32(int.MaxValue);

    // Lent to one head after the other, which are copied at their end.
    [ThreadStatic]
    private static byte[]? _scratch;

    private byte[] _bytes = _scratch ?? new byte[Short];
    private int _length = 1;

    public ScriptHead(long? now)
    {
        _scratch = null;
        _bytes[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(Next(NonceSize), unchecked((uint)Interlocked.Increment(ref _calls)));
        if (now is not { } time)
            return;
        Flag(ScriptFlags.Clock);
        Number(time);
    }

    public void Flag(ScriptFlags flag) => _bytes[0] |= (byte)flag;

    public void Byte(byte value) => Next(1)[0] = value;

    public void Number(long value) => BinaryPrimitives.WriteInt64BigEndian(Next(sizeof(long)), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32BigEndian(Next(sizeof(int)), value);

    public void Id(UInt128 value) => BinaryPrimitives.WriteUInt128BigEndian(Next(16), value);

    public void Token(LeaseToken token)
    {
        Id(token.Lease);
        Number(token.Counter);
    }

    /// <summary>A new tag for what is written.</summary>
    public void Tag() => RecordTag.Fill(Next(RecordTag.Size));

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Next(value.Length));

    public void Text(string text) => Encoding.UTF8.GetBytes(text, Next(Encoding.UTF8.GetByteCount(text)));

    /// <summary>Which rows are to be loaded.</summary>
    /// <param name="newer">Those newer than this version; null for none.</param>
    /// <param name="longest">What is longer could not have been written, and is not read.</param>
    public void Want(StateVersion? newer, int longest)
    {
        Number(newer?.Number ?? RecordTime.Forever);
        Int32(longest);
    }

    public readonly byte[] ToArray()
    {
        var head = _bytes.AsSpan(0, _length).ToArray();
        _scratch = _bytes;
        return head;
    }

    private Span<byte> Next(int count)
    {
        if (_length + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_length + count, 2 * _bytes.Length));
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }
}

/// <summary>The first byte of a script's first argument.</summary>
[Flags]
internal enum ScriptFlags : byte
{
    /// <summary>The time follows; without it the server's own clock counts.</summary>
    Clock = 1,

    /// <summary>All rows go first.</summary>
    Drops = 2,

    /// <summary>The record goes.</summary>
    Removes = 4,

    /// <summary>The index of what is due is changed.</summary>
    MovesDue = 8,

    /// <summary>The lease is kept after a commit.</summary>
    Keeps = 16,

    /// <summary>A swap is news.</summary>
    IsNews = 16,

    /// <summary>The session's end is to be told.</summary>
    TellsEnd = 32,

    /// <summary>A swap hangs on the record's guard, whose key is the last but for the feed's.</summary>
    IsGuarded = 32,

    /// <summary>The session is a user's, who follows.</summary>
    HasUser = 64,

    /// <summary>Of a swap: the record is given by what turns the one before into it.</summary>
    IsDifference = 64,

    /// <summary>The feed's key is named, as the last one.</summary>
    HasFeed = 128,
}
