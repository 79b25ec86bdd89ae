using System.Security.Cryptography;
using System.Text;

namespace Tidemark.Redis.Scripts;

/// <summary>A script that Redis runs as one step, and the hash by which a server that has seen it knows it.</summary>
internal sealed class RedisScript
{
    public static readonly RedisScript Acquire = OfSession("acquire");
    public static readonly RedisScript Commit = OfSession("commit");
    public static readonly RedisScript Release = OfSession("release");
    public static readonly RedisScript Read = OfSession("read");
    public static readonly RedisScript Touch = OfSession("touch");
    public static readonly RedisScript Index = OfSession("index");
    public static readonly RedisScript Pending = OfSession("pending");
    public static readonly RedisScript Sweep = OfSession("sweep");
    public static readonly RedisScript End = OfSession("end");
    public static readonly RedisScript Claim = OfSession("claim");
    public static readonly RedisScript Forget = OfSession("forget");
    public static readonly RedisScript Beat = new("beat", "node");
    public static readonly RedisScript Look = new("look", "node");
    public static readonly RedisScript Unask = new("unask", "node");
    public static readonly RedisScript Peek = new("peek");
    public static readonly RedisScript User = new("user");
    public static readonly RedisScript Schema = new("schema");

    private RedisScript(string name, string? about = null)
    {
        // Named in its first line, so that whoever watches a server knows it again.
        Name = name;
        Text = $"-- tidemark {name}\n{Load("call")}{(about is null ? "" : Load(about))}local function run()\n{Load(name)}end\nreturn {{ nonce, run() }}\n";
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
    }

    /// <summary>What it is called in messages.</summary>
    public string Name { get; }

    public string Text { get; }

    /// <summary>SHA-1 of the text: what EVALSHA goes by, and no secret.</summary>
    public byte[] Hash { get; }

    private static RedisScript OfSession(string name) => new(name, "session");

    private static string Load(string name)
    {
        using var stream = typeof(RedisScript).Assembly.GetManifestResourceStream($"{name}.lua")!;
        return new StreamReader(stream, Encoding.UTF8).ReadToEnd();
    }
}
