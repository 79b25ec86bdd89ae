using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Tidemark.Redis.Scripts;

/// <summary>
/// Writes the first argument of a script: flags, a number that the reply must repeat, the time if a test says it, what is known of the holder, then what the
/// verb says. One argument, because each costs some bytes and some time. Numbers are big-endian; times and spans are microseconds.
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

    /// <summary>What is known of the holder: it must come first.</summary>
    public ScriptHead(long? now, HolderLife? holder) : this(now)
    {
        if (holder is not { } life)
            return;
        Flag(ScriptFlags.Holder);
        Id(life.Node.Value);
        Bytes(life.Lease.Span);
        Byte(life.IsOn ? (byte)1 : (byte)0);
        Number(life.Since);
    }

    public void Flag(ScriptFlags flag) => _bytes[0] |= (byte)flag;

    public void Byte(byte value) => Next(1)[0] = value;

    public void Number(long value) => BinaryPrimitives.WriteInt64BigEndian(Next(sizeof(long)), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32BigEndian(Next(sizeof(int)), value);

    public void Id(UInt128 value) => BinaryPrimitives.WriteUInt128BigEndian(Next(16), value);

    /// <summary>A token, of whose counter the last half tells enough.</summary>
    public void Token(LeaseToken token)
    {
        Id(token.Lease);
        Int32(unchecked((int)token.Counter));
    }

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Next(value.Length));

    public void Text(string text) => Encoding.UTF8.GetBytes(text, Next(Encoding.UTF8.GetByteCount(text)));

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

    /// <summary>What is known of the holder follows.</summary>
    Holder = 2,

    /// <summary>A commit gives the lease back.</summary>
    Releases = 4,

    /// <summary>A commit ends the session.</summary>
    Ends = 8,

    /// <summary>A commit asks that the end be told.</summary>
    Tells = 16,

    /// <summary>A commit of a user's session.</summary>
    OfUser = 32,

    /// <summary>A commit may create the session.</summary>
    Creates = 64,

    /// <summary>The lifetime is in seconds.</summary>
    Seconds = 128,
}
