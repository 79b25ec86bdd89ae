using Shop.Shoppers;

namespace Shop.Reports;

/// <summary>What must be true of every rush hour.</summary>
internal static class RushRules
{
    private const int Explained = 10;

    public static IEnumerable<string> Broken(RushReport report)
    {
        var servers = report.RequestsPerNode.Count;
        var visited = report.Servers == ServerChoice.Sticky ? Math.Min(report.Shoppers, servers) : servers;
        if (report.RequestsPerNode.Count(requests => requests > 0) < visited)
            yield return "an app server was asked nothing";
        var (read, line) = (report.CartRead, report.OneLineChanged);
        if (read.BytesSent != 0)
            yield return $"{read.Requests:N0} pages that only read the cart sent {read.BytesSent:N0} bytes; they must send none";
        if (line.AttributesSent != line.Requests)
            yield return $"{line.Requests:N0} changes of one line sent {line.AttributesSent:N0} attributes; each must send one";
        foreach (var broken in PatchRules.Broken(report))
            yield return broken;
        foreach (var broken in StoreCallRules.Broken(report))
            yield return broken;
        if (report.Unavailable + report.NoAnswer != 0)
            yield return $"{report.Unavailable:N0} requests were refused with 503, {report.NoAnswer:N0} got no answer";
        if (report.LostUpdates.Count != 0)
            yield return $"{report.LostUpdates.Count:N0} pages showed other than their shopper's own, complete state";
        if (report.SignOuts != 0)
            yield return $"{report.SignOuts:N0} shoppers were signed out";
        if (report.Errors.Count != 0)
            yield return $"{report.Errors.Count:N0} errors";
        foreach (var finding in report.LostUpdates.Concat(report.Errors).Take(Explained))
            yield return finding.ToString();
    }
}
