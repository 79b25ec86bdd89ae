using System.Security.Cryptography;
using System.Text;

namespace Tidemark.Redis.Scripts;

/// <summary>A script that Redis runs as one step, and the hash by which a server that has seen it knows it.</summary>
internal sealed class RedisScript
{
    public static readonly RedisScript Acquire = new("acquire", "acquire-quick", "call", "attributes", "session", "signals", "queue");
    public static readonly RedisScript Commit = new("commit", "commit-quick", "call", "attributes", "session", "signals", "queue");
    public static readonly RedisScript Release = new("release", "release-quick", "call", "session", "signals", "queue");
    public static readonly RedisScript Read = new("read", "call", "attributes", "session");
    public static readonly RedisScript Touch = new("touch", "call", "session");
    public static readonly RedisScript Index = new("index", "call", "session");
    public static readonly RedisScript Pending = new("pending", "call", "session", "queue");
    public static readonly RedisScript Sweep = new("sweep", "call", "session", "ends");
    public static readonly RedisScript End = new("end", "call", "attributes", "session", "signals", "queue");
    public static readonly RedisScript Claim = new("claim", "call", "attributes", "session", "ends");
    public static readonly RedisScript Forget = new("forget", "call", "attributes", "session");
    public static readonly RedisScript Beat = new("beat", "call", "node");
    public static readonly RedisScript Look = new("look", "call", "node");
    public static readonly RedisScript Unask = new("unask", "call", "node");
    public static readonly RedisScript Peek = new("peek", "call");
    public static readonly RedisScript Due = new("due", "call");
    public static readonly RedisScript User = new("user", "call");
    public static readonly RedisScript Schema = new("schema", "call");
    public static readonly RedisScript Memory = new("memory", "call");

    private RedisScript(string name, params ReadOnlySpan<string> parts)
    {
        // Named in its first line, so that whoever watches a server knows it again.
        var text = new StringBuilder($"-- tidemark {name}\n");
        foreach (var part in parts)
            text.Append(Load(part));
        Text = text.Append("local function run()\n").Append(Load(name)).Append("end\nreturn { nonce, run() }\n").ToString();
        Name = name;
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
    }

    /// <summary>What it is called in messages.</summary>
    public string Name { get; }

    public string Text { get; }

    /// <summary>SHA-1 of the text: what EVALSHA goes by, and no secret.</summary>
    public byte[] Hash { get; }

    private static string Load(string name)
    {
        using var stream = typeof(RedisScript).Assembly.GetManifestResourceStream($"{name}.lua")!;
        return new StreamReader(stream, Encoding.UTF8).ReadToEnd();
    }
}
