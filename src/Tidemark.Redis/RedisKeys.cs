using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace Tidemark.Redis;

/// <summary>
/// The names of keys. Sessions are spread over 1,024 buckets, each with a hash tag of its own: a session and the index that says when to look whether it is
/// over are in one slot of a cluster, and the buckets are spread over its devices.
/// </summary>
internal sealed class RedisKeys(string prefix)
{
    /// <summary>How many buckets there are. It is part of the format: another number would not find the sessions there are.</summary>
    public const int Buckets = 1024;

    /// <summary>The length of a key as text: base64url without padding.</summary>
    public const int NameLength = 43;

    private const int NodeNameLength = 32;

    // In no name of a session they come first with so many letters after them.
    private const char UserMark = 'u';
    private const char GuardMark = 'g';
    private const char FollowingMark = 'f';

    /// <summary>
    /// What the keys of an application begin with. What of its name means something to Redis is left out; then some digits tell it from others of which the
    /// same is left.
    /// </summary>
    public static string PrefixOf(string application)
    {
        var left = string.Concat(application.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' ? letter : '_'));
        return left == application
            ? $"tidemark:{left}"
            : $"tidemark:{left}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(application)).AsSpan(0, 4))}";
    }

    public static string NameOf(ReadOnlySpan<byte> key) => Base64Url.EncodeToString(key);

    /// <exception cref="FormatException">The text is no key.</exception>
    public static StateKey ParseName(ReadOnlySpan<byte> name) =>
        FindName(name) ?? throw new FormatException("A session's name in Redis is not one that Tidemark gives.");

    /// <summary>As <see cref="ParseName"/>; null if the text is no key.</summary>
    public static StateKey? FindName(ReadOnlySpan<byte> name)
    {
        Span<byte> bytes = stackalloc byte[StateKey.Size];
        return name.Length == NameLength && Base64Url.IsValid(name) && Base64Url.TryDecodeFromUtf8(name, bytes, out _) ? StateKey.FromBytes(bytes) : null;
    }

    /// <summary>
    /// The name of a record: its key as text, and a letter before it unless it is a session's. A guard is the only one of its bucket, and each copy names
    /// it: it has the letter alone.
    /// </summary>
    public static string NameOf(RecordKey key) => key.Kind switch
    {
        RecordKind.Session => NameOf(key.Bytes),
        RecordKind.User => UserMark + NameOf(key.Bytes),
        RecordKind.Guard => $"{GuardMark}",
        _ => FollowingMark + NameOf(key.Bytes),
    };

    /// <summary>The session or the list of a user of a name; null if it is none.</summary>
    public static RecordKey? FindRecord(ReadOnlySpan<byte> name)
    {
        var isUser = name is [(byte)UserMark, ..] && name.Length == NameLength + 1;
        return FindName(isUser ? name[1..] : name) is { } key ? RecordKey.FromBytes(isUser ? RecordKind.User : RecordKind.Session, key.Bytes) : null;
    }

    /// <summary>The node of a name; null if it is none.</summary>
    public static NodeId? FindNode(ReadOnlySpan<byte> name) =>
        name.Length == NodeNameLength && UInt128.TryParse(name, NumberStyles.AllowHexSpecifier, null, out var value) ? new NodeId(value) : null;

    public static int BucketOf(RecordKey key) => (key.Bytes[0] << 8 | key.Bytes[1]) % Buckets;

    /// <summary>A record, and the two indexes of its bucket.</summary>
    public RedisKey[] Record(RecordKey key)
    {
        var bucket = BucketOf(key);
        return [RecordOnly(key), Index(bucket, DueKind.Sweep), Index(bucket, DueKind.Tell)];
    }

    /// <summary>What a change names: the record, the indexes of its bucket if it is moved there, and the feed, last, if that may have to be marked.</summary>
    public RedisKey[] Written(RecordKey key, bool isMoved, bool isMarked) => (isMoved, isMarked) switch
    {
        (false, false) => [RecordOnly(key)],
        (false, true) => [RecordOnly(key), Feed(BucketOf(key))],
        (true, false) => Record(key),
        _ => [.. Record(key), Feed(BucketOf(key))],
    };

    public RedisKey RecordOnly(RecordKey key) => $"{prefix}:{{{BucketOf(key):x3}}}:{NameOf(key)}";

    public RedisKey Index(int bucket, DueKind kind) => $"{prefix}:{{{bucket:x3}}}:{(kind == DueKind.Sweep ? "due" : "tell")}";

    /// <summary>The marks of a bucket. Each change of a store that is followed pays for this name, so it is short; scripts know how long it is.</summary>
    public RedisKey Feed(int bucket) => $"{prefix}:{{{bucket:x3}}}:f";

    /// <summary>A node's life, and what others want of it.</summary>
    public RedisKey[] Node(NodeId node) => [$"{prefix}:{{node:{node}}}:life", $"{prefix}:{{node:{node}}}:asks"];

    /// <summary>The nodes that there are.</summary>
    public RedisKey Nodes => $"{prefix}:nodes";

    public RedisKey Schema(ulong fingerprint) => $"{prefix}:schema:{fingerprint:x16}";

    /// <summary>Where a node hears what others want of it.</summary>
    public RedisChannel Channel(NodeId node) => new($"{prefix}:node:{node}", RedisChannel.PatternMode.Literal);
}
