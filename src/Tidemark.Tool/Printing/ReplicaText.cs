using Tidemark.Replication;

namespace Tidemark.Tool.Printing;

/// <summary>What a check found, for people.</summary>
internal static class ReplicaText
{
    private const int MostShown = 50;

    public static string Of(ReplicaCheckResult result, bool repairs)
    {
        var lines = result.Found.Take(MostShown).Select(Line).ToList();
        if (result.Missing + result.Extra + result.Different > lines.Count)
            lines.Add("and more");
        var found = result.IsSame
            ? "Both have the same."
            : $"{Words.Number(result.Missing)} are missing, {Words.Number(result.Extra)} too many, {Words.Number(result.Different)} different."
                + (repairs ? $" {Words.Number(result.Repaired)} were repaired." : " Repair them with 'tidemark replica repair'.");
        return string.Join(Environment.NewLine, [.. lines, $"Compared {Words.Number(result.Sessions)} sessions. {found}"]);
    }

    private static string Line(ReplicaDifference difference)
    {
        var what = difference switch
        {
            { Replica.Number: 0 } => $"missing    version {difference.Primary.Number}",
            { Primary.Number: 0 } => $"too many   version {difference.Replica.Number}",
            _ => $"different  version {difference.Primary.Number}, here {difference.Replica.Number}",
        };
        return $"{difference.Session}  {what}  {string.Join(' ', difference.Changes.Select(change => change.Attribute))}".TrimEnd();
    }
}
