using System.Globalization;
using System.Text;

namespace Tidemark.Redis.Tests.Servers;

/// <summary>What a server answered, in the second or the third version of its protocol.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">Its bytes, if it is no list.</param>
/// <param name="Items">Its parts, if it is a list.</param>
public sealed record Reply(ReplyKind Kind, byte[] Bytes, IReadOnlyList<Reply> Items)
{
    private static ReadOnlySpan<byte> Marks => "+-:_,#($=!*~%>"u8;

    public bool IsNull => Kind == ReplyKind.Null;

    public string Text => Encoding.UTF8.GetString(Bytes);

    public long Number => long.Parse(Text, CultureInfo.InvariantCulture);

    /// <summary>The texts of a list.</summary>
    public IReadOnlyList<string> Texts => [.. Items.Select(item => item.Text)];

    /// <summary>Reads the first reply of some bytes, or a command, which looks the same.</summary>
    /// <returns>The reply, and how many bytes it takes; null while it is not whole.</returns>
    /// <exception cref="FormatException">This is another protocol.</exception>
    public static (Reply Reply, int Length)? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0 && !Marks.Contains(bytes[0]))
            throw new FormatException("These bytes are none of the protocol of Redis.");
        var end = bytes.IndexOf("\r\n"u8);
        if (end < 0)
            return null;
        var line = bytes[1..Math.Max(1, end)];
        var after = end + 2;
        return (char)bytes[0] switch
        {
            '+' or ',' or '#' or '(' => (Simple(ReplyKind.Text, line), after),
            '-' => (Simple(ReplyKind.Error, line), after),
            ':' => (Simple(ReplyKind.Number, line), after),
            '_' => (Simple(ReplyKind.Null, []), after),
            '$' or '=' or '!' => ReadBytes(bytes, after, CountOf(line)),
            '*' or '~' => ReadItems(ReplyKind.List, bytes, after, CountOf(line)),
            '%' => ReadItems(ReplyKind.List, bytes, after, 2 * CountOf(line)),
            _ => ReadItems(ReplyKind.Push, bytes, after, CountOf(line)),
        };
    }

    public override string ToString() => Kind switch
    {
        ReplyKind.List or ReplyKind.Push => $"[{string.Join(", ", Items)}]",
        ReplyKind.Null => "(null)",
        _ => Text,
    };

    private static Reply Simple(ReplyKind kind, ReadOnlySpan<byte> bytes) => new(kind, bytes.ToArray(), []);

    private static int CountOf(ReadOnlySpan<byte> line) => int.Parse(line, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static (Reply Reply, int Length)? ReadBytes(ReadOnlySpan<byte> bytes, int at, int count)
    {
        if (count < 0)
            return (Simple(ReplyKind.Null, []), at);
        return bytes.Length < at + count + 2 ? null : (Simple(ReplyKind.Bytes, bytes.Slice(at, count)), at + count + 2);
    }

    private static (Reply Reply, int Length)? ReadItems(ReplyKind kind, ReadOnlySpan<byte> bytes, int at, int count)
    {
        if (count < 0)
            return (Simple(ReplyKind.Null, []), at);
        var items = new List<Reply>();
        while (items.Count < count)
        {
            if (Read(bytes[at..]) is not var (item, length))
                return null;
            items.Add(item);
            at += length;
        }

        return (new Reply(kind, [], items), at);
    }
}

public enum ReplyKind
{
    Text,
    Error,
    Number,
    Bytes,
    List,
    Null,
    Push,
}
