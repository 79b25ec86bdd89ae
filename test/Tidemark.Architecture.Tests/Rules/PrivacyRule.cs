using System.Text.RegularExpressions;

namespace Tidemark.Architecture.Tests.Rules;

/// <summary>The repository names no machine, no person's folder, and no host but those that readers are meant to visit.</summary>
internal static partial class PrivacyRule
{
    private static readonly string[] Hosts =
    [
        "localhost", "example.com", "www.example.com", "github.com", "learn.microsoft.com", "dotnet.microsoft.com", "martin.kleppmann.com",
        "www.sqlite.org", "sqlite.org", "redis.io", "owasp.org", "datatracker.ietf.org", "www.rfc-editor.org", "schemas.microsoft.com",
        "www.w3.org", "aka.ms", "json-schema.org", "benchmarkdotnet.org", "opensource.org",
    ];

    public static IEnumerable<string> Check(string path, string text, string machine)
    {
        foreach (Match match in Folders().Matches(text))
            yield return $"{path} names a folder of one machine: {match.Value}";
        foreach (Match match in Addresses().Matches(text))
        {
            if (!Hosts.Contains(match.Groups["host"].Value) && !IsReserved(match.Groups["host"].Value))
                yield return $"{path} names the host {match.Groups["host"].Value}; if readers should visit it, add it to PrivacyRule.cs";
        }

        foreach (Match match in Numbers().Matches(text))
            yield return $"{path} names the address {match.Value}";
        // In Razor an @ begins code.
        foreach (Match match in path.EndsWith(".cshtml", StringComparison.Ordinal) ? [] : Mail().Matches(text).AsEnumerable())
            yield return $"{path} names the mail address {match.Value}";

        // A machine called debian or runner would find its name everywhere; one with a digit in its name would not.
        if (machine.Length > 5 && machine.Any(char.IsDigit) && text.Contains(machine, StringComparison.OrdinalIgnoreCase))
            yield return $"{path} names this machine";
    }

    private static bool IsReserved(string host) =>
        host.Length == 1 || host.StartsWith("127.", StringComparison.Ordinal) || host is "0.0.0.0" or "[::1]"
        || host.EndsWith(".example", StringComparison.Ordinal) || host.EndsWith(".test", StringComparison.Ordinal)
        || host.EndsWith(".invalid", StringComparison.Ordinal) || host.EndsWith(".localhost", StringComparison.Ordinal)
        || host.EndsWith(".example.com", StringComparison.Ordinal) || host.EndsWith(".example.org", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<![\w.])/(work|root|home/\w+|Users/\w+|mnt|media)/[\w.]+|[A-Z]:\\Users\\\w+")]
    private static partial Regex Folders();

    [GeneratedRegex(@"\bhttps?://(?<host>\[[0-9a-f:]+\]|[a-z0-9][a-z0-9.\-]*)", RegexOptions.IgnoreCase)]
    private static partial Regex Addresses();

    // Private networks: 10/8, 172.16/12 and 192.168/16.
    [GeneratedRegex(@"(?<![\d.])(10\.\d{1,3}|192\.168|172\.(1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}(?![\d.])")]
    private static partial Regex Numbers();

    [GeneratedRegex(
        @"\b[\w.+\-]+@(?!example\b|[\w.\-]*\.?(example|test|invalid)\b|example\.(com|org))[\w\-]+\.[a-z]{2,}\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Mail();
}
