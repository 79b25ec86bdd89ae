using System.Xml.Linq;

namespace Tidemark.Mutants.Trials;

/// <summary>Which test projects may notice a fault of a project of <c>src</c>: those that reference it, by themselves or through one other project.</summary>
internal sealed class TestProjects
{
    // Whatever is further away runs all of it, and takes half an hour for each fault that survives.
    private const int FurthestSteps = 2;

    // The first reads the code and does not run it; the other has the same tests as another project, with another version of a package.
    private static readonly string[] Left = ["Tidemark.Architecture.Tests", "Tidemark.Redis.Newest.Tests"];

    private readonly Dictionary<string, string[]> _references;

    private TestProjects(Dictionary<string, string[]> references) => _references = references;

    /// <param name="root">The folder of the repository.</param>
    public static TestProjects Of(string root) => new(new[] { "src", "samples", "test" }
        .SelectMany(folder => Directory.EnumerateDirectories(Path.Combine(root, folder)))
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj"))
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path), ReferencesOf));

    /// <summary>The nearest first, and before all the one that is named after the project. Empty if nothing tests it.</summary>
    public IReadOnlyList<string> For(string project) =>
    [
        .. from test in _references.Keys.Where(IsRun)
           let steps = StepsTo(project, test)
           where steps <= FurthestSteps
           orderby test == project + ".Tests" ? 0 : steps, test
           select test,
    ];

    // As `./build.sh test` finds them.
    private static bool IsRun(string name) =>
        (name.EndsWith("Tests", StringComparison.Ordinal) || name.EndsWith("Simulation", StringComparison.Ordinal)) && !Left.Contains(name);

    private int StepsTo(string project, string from)
    {
        var (steps, reached) = (0, new HashSet<string> { from });
        for (; steps <= FurthestSteps && !reached.Contains(project); steps++)
            reached.UnionWith(reached.SelectMany(name => _references.GetValueOrDefault(name, [])).ToArray());
        return steps;
    }

    private static string[] ReferencesOf(string path) =>
        [.. XDocument.Load(path).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))];
}
