using System.Security.Cryptography;
using System.Text;

namespace Tidemark.Load.Servers;

/// <summary>
/// Names of scripts, by their hashes: MONITOR shows only the hash of one that is called, but its text when it is loaded. A script is named by
/// its first line, if that is a comment.
/// </summary>
internal sealed class ScriptNames
{
    private const string Unknown = "script ";

    private readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);

    public string Learn(string script)
    {
        var hash = Convert.ToHexString(SHA1.HashData(Encoding.Latin1.GetBytes(script)));
        var first = script.TrimStart().Split('\n')[0].Trim();
        return _names[hash] = first.StartsWith("--", StringComparison.Ordinal) ? first.TrimStart('-', '!', ' ') : Unknown + hash[..8];
    }

    public string Of(string hash) => _names.GetValueOrDefault(hash, Unknown + hash[..Math.Min(8, hash.Length)]);
}
