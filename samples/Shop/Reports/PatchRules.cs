namespace Shop.Reports;

/// <summary>How much a rush hour may send to the store.</summary>
internal static class PatchRules
{
    // The number itself, where it is, and what it was made on.
    private const int MostPerLine = 32;

    public static IEnumerable<string> Broken(RushReport report)
    {
        var (sent, whole, line) = (report.All.BytesSent, report.All.SessionBytes, report.OneLineChanged);
        if (sent >= whole)
            yield return $"{sent:N0} bytes were sent; differences must be less than the {whole:N0} of whole sessions";
        if (line.AttributesPatched + line.AttributesRebased != line.AttributesSent)
        {
            yield return $"{line.AttributesSent:N0} changes of one line sent {line.AttributesPatched:N0} patches and replaced "
                + $"{line.AttributesRebased:N0} chains of them; each must do one or the other";
        }

        if (line.BytesPatched > line.AttributesPatched * MostPerLine)
            yield return $"{line.AttributesPatched:N0} patches of one line took {line.BytesPatched:N0} bytes; {MostPerLine} are enough for each";
    }
}
