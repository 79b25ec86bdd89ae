using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Printing;

/// <summary>The report of a check for people.</summary>
internal static class ReportText
{
    public static void Write(TextWriter output, StoreReport report)
    {
        output.WriteLine(report.Store);
        Line("sessions", $"{Words.Number(report.Live)} live, {Words.Number(report.Held)} of them held by a node");
        if (report.Ended > 0)
            Line("ended", $"{Words.Number(report.Ended)}, of which the application is still to be told");
        if (report.Expired > 0)
            Line("expired", $"{Words.Number(report.Expired)}, still to be removed");
        Line("attributes", Words.Count(report.Bytes, "byte") + (report.AttributesRead is { } read ? $"; {Words.Number(read)} read and decoded" : ""));
        Line("nodes", $"{Words.Number(report.Nodes)} alive");
        Line("feed", report.Feed ?? "none");
        output.WriteLine(report.IsWell ? "All is well." : Words.Count(report.Findings.Count, "finding") + ":");
        foreach (var (what, session, isDamage) in report.Findings)
            output.WriteLine($"  {(isDamage ? "DAMAGE" : "FAULT ")}  {(session is null ? "" : $"session {session}: ")}{Words.Plain(what)}");

        void Line(string name, string value) => output.WriteLine($"  {name,-10}  {value}");
    }
}
