using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Printing;

/// <summary>The report of a check for people.</summary>
internal static class ReportText
{
    public static void Write(TextWriter output, StoreReport report)
    {
        output.WriteLine(report.Store);
        Line("sessions", $"{Words.Number(report.Live)} live ({Words.Number(report.Held)} held by a node), {Words.Number(report.Ended)} ended and still to be told, "
            + $"{Words.Number(report.Expired)} expired and still to be removed");
        Line("attributes", Words.Count(report.Bytes, "byte") + (report.AttributesRead is { } read ? $"; {Words.Number(read)} of live sessions read and decoded" : ""));
        Line("nodes", $"{Words.Number(report.Nodes)} alive");
        Line("feed", report.Feed ?? "none");
        output.WriteLine(report.IsWell ? "All is well." : Words.Count(report.Findings.Count, "finding") + ":");
        foreach (var finding in report.Findings)
            output.WriteLine($"  {(finding.IsDamage ? "DAMAGE" : "FAULT ")}  {(finding.Session is { } session ? $"session {session}: " : "")}{Words.Plain(finding.What)}");

        void Line(string name, string value) => output.WriteLine($"  {name,-10}  {value}");
    }
}
