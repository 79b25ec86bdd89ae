using System.Xml.Linq;
using Tidemark.Architecture.Tests.Reading;

namespace Tidemark.Architecture.Tests.Rules;

/// <summary>Which project may know which. What a project gets through another one counts as well, as soon as it is used.</summary>
internal static class ProjectArrows
{
    public const string Web = "Tidemark.AspNetCore";

    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["Tidemark.Graph"] = [],
        ["Tidemark"] = ["Tidemark.Graph"],
        ["Tidemark.Sqlite"] = ["Tidemark"],
        ["Tidemark.Redis"] = ["Tidemark"],
        ["Tidemark.PostgreSql"] = ["Tidemark"],
        ["Tidemark.AspNetCore"] = ["Tidemark", "Tidemark.Sqlite"],
        ["Tidemark.Testing"] = ["Tidemark", "Tidemark.Graph"],
        ["Tidemark.Tool"] = ["Tidemark", "Tidemark.Graph", "Tidemark.Sqlite", "Tidemark.Redis", "Tidemark.PostgreSql"],
    };

    /// <summary>Arrows that compiled code of a project has.</summary>
    public static IEnumerable<string> CheckUses(string project, IEnumerable<Use> uses) => uses
        .Where(use => use.Assembly != project && use.Assembly.StartsWith("Tidemark", StringComparison.Ordinal))
        .Where(use => !AllowedFor(project).Contains(use.Assembly))
        .Select(use => $"{project}: {use.From} uses {use.Type} of {use.Assembly}");

    /// <summary>Arrows that a project file has.</summary>
    public static IEnumerable<string> CheckProject(string path, string xml)
    {
        var project = Path.GetFileNameWithoutExtension(path);
        var references = XDocument.Parse(xml).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        return path.StartsWith("src/", StringComparison.Ordinal)
            ? references.Where(reference => !AllowedFor(project).Contains(reference)).Select(reference => $"{path} references {reference}")
            : references.Where(reference => reference == Web && !MayKnowTheWeb(path)).Select(reference => $"{path} references {reference}");
    }

    // Of the benches only the one that drives whole apps.
    private static bool MayKnowTheWeb(string path) =>
        path.StartsWith("samples/", StringComparison.Ordinal) || path.StartsWith("test/", StringComparison.Ordinal)
        || path.StartsWith("bench/Tidemark.Load/", StringComparison.Ordinal);

    private static string[] AllowedFor(string project) => Allowed.GetValueOrDefault(project, []);
}
