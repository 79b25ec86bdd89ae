using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Printing;

/// <summary>One session for people: first what the store says of it, then its attributes.</summary>
internal sealed class SessionText(TextWriter output, bool showsValues)
{
    // More of one attribute nobody reads on a terminal; the JSON has all.
    private const int MostLines = 2_000;

    public void Write(SessionFacts session)
    {
        output.WriteLine($"Session {session.Session}");
        Line("reference", session.Reference);
        Line("state", StateOf(session));
        Line("user", session.User ?? "none");
        Line("created", $"{Words.Time(session.Created)}, {Words.Span(session.Now - session.Created)} ago");
        Line("last use", $"{Words.Time(session.LastUse)}, {Words.Span(session.Now - session.LastUse)} ago");
        Line("version", Words.Number(session.Version));
        Line("held by", HolderOf(session));
        foreach (var purpose in session.Waiting)
            Line("waiting", Words.Plain(purpose));
        Line("attributes", $"{Words.Number(session.Attributes.Count)}, {Words.Count(session.Bytes, "byte")}");
    }

    public void Write(ReadAttribute attribute)
    {
        var (facts, content) = attribute;
        output.WriteLine();
        output.WriteLine(
            $"{Words.Plain(facts.Name)}: {Words.Count(facts.Bytes, "byte")}, {Words.Count(facts.Patches, "patch", "patches")}, "
            + $"changed in version {Words.Number(facts.Version)}");
        foreach (var line in LinesOf(content))
            output.WriteLine($"  {Words.Plain(line)}");
    }

    private IEnumerable<string> LinesOf(AttributeContent content) => content switch
    {
        AttributeContent.Graph { Root: var root } => Cut((showsValues ? root.ToString() : root.Outline()).TrimEnd('\n').Split('\n')),
        AttributeContent.Serialized { Serializer: var name, Bytes: var bytes } => Cut(SerializedText.LinesOf(name, bytes.Span, showsValues)),
        AttributeContent.Unreadable { Why: var why } => [$"CANNOT BE READ: {why}"],
        _ => [],
    };

    private static IEnumerable<string> Cut(string[] lines) => lines.Length <= MostLines
        ? lines
        : [.. lines.Take(MostLines), $"... {Words.Count(lines.Length - MostLines, "more line")}; --json has all of them"];

    private void Line(string name, string value) => output.WriteLine($"  {name,-10}  {value}");

    private static string StateOf(SessionFacts session) => session switch
    {
        { State: "ended" } => $"ended {Words.Span(session.Now - session.Ends!.Value)} ago ({session.EndReason}), kept until a node has told the application",
        { IsCopy: true } => "live in the primary, at its last change",
        { IsLive: false } => $"expired {Words.Span(session.Now - (session.Ends ?? session.Now))} ago, not yet removed",
        { Ends: { } ends } => $"live, ends in {Words.Span(ends - session.Now)}{(ends == session.EndsAtLatest ? "" : " unless it is used")}",
        _ => "live, never ends by itself",
    };

    private static string HolderOf(SessionFacts session) => session.Holder switch
    {
        null => "no node",
        { IsAlive: false } dead => $"node {Words.Node(dead.Node)}, which is dead: whoever asks next gets the session",
        { Purpose: "" } holder => $"node {Words.Node(holder.Node)} for {Words.Span(session.Now - holder.Since)}",
        var holder => $"node {Words.Node(holder.Node)} for {Words.Span(session.Now - holder.Since)} ({Words.Plain(holder.Purpose)})",
    };
}
