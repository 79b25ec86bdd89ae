using System.Globalization;

namespace Tidemark.Redis.Tests.Servers;

/// <summary>A node, as another one sees it.</summary>
/// <param name="Id">Its name, for ever.</param>
/// <param name="Port">Where clients are sent to reach it.</param>
/// <param name="Flags">What it is, such as <c>master</c>, <c>slave</c>, <c>fail</c>.</param>
/// <param name="PrimaryId">Whom it follows, if it is a replica.</param>
/// <param name="Slots">The first and the last of each of its ranges of slots.</param>
internal sealed record ClusterNode(
    string Id, int Port, IReadOnlyList<string> Flags, string? PrimaryId, IReadOnlyList<(int First, int Last)> Slots)
{
    public bool IsPrimary => Flags.Contains("master");

    public bool IsWell => !Flags.Any(flag => flag is "fail" or "fail?" or "handshake" or "noaddr");

    public IEnumerable<int> AllSlots => Slots.SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1));

    /// <summary>Reads the reply of CLUSTER NODES.</summary>
    public static IReadOnlyList<ClusterNode> ReadAll(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)];

    private static ClusterNode Read(string line)
    {
        var words = line.TrimEnd().Split(' ');
        var slots = words.Skip(8).Where(word => word[0] != '[').Select(word => word.Split('-')).Select(ends => (Slot(ends[0]), Slot(ends[^1])));
        var port = words[1].Split('@')[0].Split(':')[^1];
        return new ClusterNode(words[0], Slot(port), words[2].Split(','), words[3] == "-" ? null : words[3], [.. slots]);
    }

    private static int Slot(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
