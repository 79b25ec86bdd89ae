namespace Tidemark.Mutants.Planting;

/// <summary>Which faults a seed chooses, in the order in which it does.</summary>
internal static class Choice
{
    // What operators and developers read, and what is planted in a test's own tools.
    private static readonly string[] Left = ["Log.cs", "Faults.cs", "Exception.cs", "GlobalUsings.cs"];
    private static readonly string[] LeftFolders = ["src/Tidemark.Testing/", "src/Tidemark/Diagnostics/"];

    /// <summary>Whether faults are planted in a file at all.</summary>
    public static bool IsOpen(string file, string only) =>
        file.StartsWith(only, StringComparison.Ordinal) && !Array.Exists(Left, end => file.EndsWith(end, StringComparison.Ordinal))
        && !Array.Exists(LeftFolders, folder => file.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>All places of all files, in an order that hangs on the seed alone, each node once.</summary>
    public static IEnumerable<(string File, FaultSite Site)> Order(IEnumerable<(string File, string Text)> files, int seed)
    {
        (string File, FaultSite Site)[] sites =
        [
            .. from file in files.OrderBy(file => file.File, StringComparer.Ordinal)
               from site in FaultFinder.Find(FaultFinder.Parse(file.Text))
               select (file.File, site),
        ];
        new Random(seed).Shuffle(sites);
        return sites.DistinctBy(place => (place.File, place.Site.Node));
    }
}
