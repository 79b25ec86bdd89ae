using System.Text.RegularExpressions;
using Tidemark.Mutants.Planting;

namespace Tidemark.Mutants.Trials;

/// <summary>A copy of the repository in a folder of its own, in which faults are planted and built. Gone when it is disposed of.</summary>
internal sealed partial class WorkingCopy : IDisposable
{
    private static readonly string[] Skipped = ["bin", "obj", ".git", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts"];

    private WorkingCopy(string root) => Root = root;

    public string Root { get; }

    public static WorkingCopy Of(string repository)
    {
        var copy = new WorkingCopy(Directory.CreateTempSubdirectory("tidemark-mutants-").FullName);
        Copy(repository, copy.Root);
        return copy;
    }

    public string PathOf(string file) => Path.Combine(Root, file);

    /// <summary>The files of <c>src</c>, as paths from the root with forward slashes.</summary>
    public IEnumerable<(string File, string Text)> Source() => Directory.EnumerateFiles(PathOf("src"), "*.cs", SearchOption.AllDirectories)
        .Select(path => (Path.GetRelativePath(Root, path).Replace('\\', '/'), File.ReadAllText(path)));

    /// <summary>Plants faults, instead of those that were planted before.</summary>
    public void Plant(IReadOnlyCollection<(string File, string Text)> source, IReadOnlyCollection<Mutant> mutants)
    {
        foreach (var (file, text) in source)
        {
            Mutant[] here = [.. mutants.Where(mutant => mutant.File == file)];
            var root = here is [var first, ..] ? first.Site.Node.SyntaxTree.GetRoot() : null;
            var planted = root is null ? text : Planter.Plant(root, [.. here.Select(one => one.Site)], [.. here.Select(one => one.Number)], here[0].Project);
            if (File.ReadAllText(PathOf(file)) != planted)
                File.WriteAllText(PathOf(file), planted);
        }

        foreach (var project in mutants.Select(mutant => mutant.Project).Distinct())
            File.WriteAllText(PathOf($"src/{project}/Mutant.cs"), Planter.SwitchOf(project, mutants.Max(mutant => mutant.Number)));
    }

    /// <summary>Builds a project. Null if it is built; else where the compiler refused a file of <c>src</c>, or nowhere if it was something else.</summary>
    public async Task<IReadOnlyList<(string File, int Line)>?> BuildAsync(string project, TextWriter log)
    {
        var build = await Command.RunAsync(
            Root, "dotnet", ["build", project, "-c", "Release", "-v", "quiet", "-nologo", "-p:TreatWarningsAsErrors=false", "-p:RunAnalyzers=false"],
            [], TimeSpan.FromMinutes(20));
        if (build.ExitCode == 0)
            return null;
        (string File, int Line)[] refused =
        [
            .. Errors().Matches(build.Output)
                .Select(match => (Path.GetRelativePath(Root, match.Groups["file"].Value).Replace('\\', '/'), int.Parse(match.Groups["line"].Value)))
                .Where(place => place.Item1.StartsWith("src/", StringComparison.Ordinal))
                .Distinct(),
        ];
        if (refused.Length == 0)
            await log.WriteLineAsync(build.Output);
        return refused;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from).Where(path => !Skipped.Contains(Path.GetFileName(path))))
            Copy(folder, Directory.CreateDirectory(Path.Combine(to, Path.GetFileName(folder))).FullName);
    }

    [GeneratedRegex(@"^\s*(?<file>[^\s(][^(\n]*\.cs)\((?<line>\d+),\d+\): error ", RegexOptions.Multiline)]
    private static partial Regex Errors();
}
