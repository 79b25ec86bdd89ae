namespace Tidemark.Architecture.Tests.Reading;

/// <summary>The working copy that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] Skipped = ["bin", "obj", ".git", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts"];

    public static string Root { get; } = FindRoot();

    /// <summary>The projects under src, by name.</summary>
    public static IReadOnlyList<string> SourceProjects { get; } =
        [.. Directory.GetDirectories(PathOf("src")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

    /// <summary>Files that are part of the repository, as paths from its root with forward slashes.</summary>
    public static IEnumerable<string> Files(string under = "", string pattern = "*") =>
        Walk(PathOf(under), pattern).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Walk(string folder, string pattern)
    {
        if (!Directory.Exists(folder))
            return [];
        var here = Directory.EnumerateFiles(folder, pattern);
        var below = Directory.EnumerateDirectories(folder).Where(path => !Skipped.Contains(Path.GetFileName(path)));
        return here.Concat(below.SelectMany(path => Walk(path, pattern)));
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Tidemark.slnx")))
                return folder;
        }

        throw new DirectoryNotFoundException("The tests do not run from inside a working copy: no Tidemark.slnx above them.");
    }
}
