using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Tidemark.Redis.Scripts;

/// <summary>A script that Redis runs as one step, and the hash by which a server that has seen it knows it.</summary>
internal sealed partial class RedisScript
{
    public static readonly RedisScript Load = OfRecords("load");
    public static readonly RedisScript Grant = OfRecords("grant", "usual");
    public static readonly RedisScript Commit = OfRecords("commit", "usual", "feed");
    public static readonly RedisScript Return = OfRecords("return", "usual");
    public static readonly RedisScript Swap = OfRecords("swap", "feed");
    public static readonly RedisScript Beat = OfNodes("beat");
    public static readonly RedisScript Look = OfNodes("look");
    public static readonly RedisScript Settle = OfNodes("settle");
    public static readonly RedisScript Enter = OfOthers("enter");
    public static readonly RedisScript Names = OfOthers("names");
    public static readonly RedisScript Due = OfOthers("due");
    public static readonly RedisScript Turn = OfOthers("turn");
    public static readonly RedisScript Mark = OfOthers("mark");
    public static readonly RedisScript Changes = OfOthers("changes");
    public static readonly RedisScript News = OfOthers("news");
    public static readonly RedisScript Schema = OfOthers("schema");
    public static readonly RedisScript Memory = OfOthers("memory");

    /// <summary>Is added to the first byte of a record whose changes are marked.</summary>
    public const byte Marked = 128;

    // In a feed, what is no record has a score of so much more than its number, so that no mark comes so far.
    private const long Reserved = 1L << 52;

    // The form of records and the rules of the core, each said in one place. What is local is found sooner.
    private static string Layout => $"""
        local sub, pack, parse = string.sub, struct.pack, struct.unpack
        local FORM, HEAD, COMMIT, LEASE = {SessionLayout.Format}, {SessionLayout.HeadSize}, {SessionLayout.CommitSize}, {SessionLayout.LeaseSize}
        local TOMB, MARKED, RESERVED, GONE_KEPT = {TombstoneCodec.Format}, {Marked}, {Reserved}, {RecordTime.Of(IChangeFeed.GoneKept)}
        local ONE = {SessionLayout.QueueHeadSize + SessionLayout.WaiterSize}
        local COMMITS, LEASES, PATCHES, FOREVER = {PrimaryRecord.RememberedCommits}, {PastLeases.Remembered}, {ChainEnd.MaxPatches}, {RecordTime.Forever}
        local NOBODY, NO_HOLD, NO_USER = '{Zeros(16)}', '{Zeros(24)}', '{Zeros(UserKey.Size)}'

        """;

    private RedisScript(string name, string text)
    {
        // Named in its first line, so that whoever watches a server knows it again.
        Text = $"-- tidemark {name}\n{text}";
        Name = name;
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
    }

    /// <summary>What it is called in messages.</summary>
    public string Name { get; }

    public string Text { get; }

    /// <summary>SHA-1 of the text: what EVALSHA goes by, and no secret.</summary>
    public byte[] Hash { get; }

    // What makes functions that a call does not need takes longer than the call: these have none.
    private static RedisScript OfRecords(string name, params string[] before) =>
        new(name, $"{Layout}{Read("open")}{string.Concat(before.Select(Read))}{Read(name)}{Read("rows")}");

    private static RedisScript OfNodes(string name) => new(name, $"{Layout}{Read("call")}{Read("node")}{Framed(name)}");

    private static RedisScript OfOthers(string name) => new(name, $"{Layout}{Read("call")}{Framed(name)}");

    private static string Zeros(int count) => string.Concat(Enumerable.Repeat("\\0", count));

    private static string Framed(string name) => $"local function run()\n{Read(name)}end\nreturn {{ nonce, run() }}\n";

    // What several scripts have in their midst: a call of a function would need one.
    [GeneratedRegex(@"^--\{(\w+)\}\n", RegexOptions.Multiline)]
    private static partial Regex Part();

    private static string Read(string name)
    {
        using var stream = typeof(RedisScript).Assembly.GetManifestResourceStream($"{name}.lua")!;
        return Part().Replace(new StreamReader(stream, Encoding.UTF8).ReadToEnd(), part => Read(part.Groups[1].Value));
    }
}
