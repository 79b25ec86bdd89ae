using System.Globalization;
using System.Text;

namespace Tidemark.Load.Servers;

/// <summary>One command as MONITOR shows it: <c>+1700000000.000001 [0 127.0.0.1:5000] "HMGET" "key" ...</c>.</summary>
internal static class MonitorLine
{
    /// <summary>The words of the command; none if it ran inside of a script.</summary>
    public static List<string> Words(string line)
    {
        var words = new List<string>();
        var client = line.IndexOf('[');
        var at = line.IndexOf(']');
        if (client < 0 || at < 0 || line.AsSpan(client, at - client).EndsWith(" lua"))
            return words;
        while ((at = line.IndexOf('"', at + 1)) >= 0)
            words.Add(Unquote(line, ref at));
        return words;
    }

    // Leaves the place at the closing quote.
    private static string Unquote(string line, ref int at)
    {
        var word = new StringBuilder();
        for (at++; at < line.Length && line[at] != '"'; at++)
        {
            if (line[at] != '\\' || at + 1 == line.Length)
            {
                word.Append(line[at]);
                continue;
            }

            at++;
            if (line[at] == 'x')
            {
                word.Append((char)byte.Parse(line.AsSpan(at + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                at += 2;
            }
            else
            {
                word.Append(line[at] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'a' => '\a', 'b' => '\b', var other => other });
            }
        }

        return word.ToString();
    }
}
