namespace Tidemark.Bench.Report;

/// <summary>A part of docs/performance.md. Each bench writes its own, and leaves what the others wrote.</summary>
internal static class PagePart
{
    /// <summary>The page's place, from the root of the repository, where build.sh runs the benches.</summary>
    public const string Page = "docs/performance.md";

    /// <summary>Puts a part into the page, between the comments that mark its place.</summary>
    /// <exception cref="InvalidOperationException">The page does not have the marks.</exception>
    public static void Write(string part, string text) => File.WriteAllText(Page, Replace(File.ReadAllText(Page), part, text));

    private static string Replace(string page, string part, string text)
    {
        var (begin, end) = ($"<!-- begin: {part} -->\n", $"<!-- end: {part} -->\n");
        var (from, to) = (page.IndexOf(begin, StringComparison.Ordinal), page.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from)
            throw new InvalidOperationException($"{Page} has no place for the part \"{part}\": put {begin.Trim()} and {end.Trim()} where it belongs.");
        return $"{page[..(from + begin.Length)]}\n{text.Trim('\n')}\n\n{page[to..]}";
    }
}
