using Tidemark.Replication;
using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Printing;

/// <summary>What a replica is, and what a check found, for people.</summary>
internal static class ReplicaText
{
    private const int MostShown = 50;

    public static string Of(ReplicaFacts facts, StoreChoice choice)
    {
        if (!facts.IsReplica)
            return $"{choice} is no replica: it is the primary{Place(facts)}.";
        var level = facts is { Level: { } seconds, HadAll: { } moment }
            ? $"had all that the primary had at {Words.Moment(moment)}, {Words.Span(TimeSpan.FromSeconds(seconds))} ago"
            : "was never known to have all";
        var lag = facts.Sessions is { } sessions
            ? $"It differs in {Words.Number(sessions)} sessions, and lacks {Words.Number(facts.Versions ?? 0)} commits."
            : "Of what was committed later it may lack anything: the primary was not asked.";
        var withheld = facts.Withheld.Count > 0 ? $" It is without {string.Join(", ", facts.Withheld)}." : "";
        return $"{choice} is a replica of epoch {facts.Epoch}, and {level}. {lag}{withheld}";
    }

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

    private static string Place(ReplicaFacts facts) =>
        facts.Epoch == 0 ? ", and the only instance" : $" of epoch {facts.Epoch}, since {Words.Time(facts.Since)}";

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
