using Tidemark.Architecture.Tests.Reading;
using Tidemark.Architecture.Tests.Rules;

namespace Tidemark.Architecture.Tests;

public class ArrowTests
{
    private const string Remedy = "Arrows point one way (ARCHITECTURE.md). Move the code, or change the map in Rules/ with a reason.";

    public static TheoryData<string> Projects => [.. Repository.SourceProjects];

    [Fact]
    public void Every_project_of_src_has_a_place() =>
        Assert.Equal(Repository.SourceProjects, ProjectArrows.Allowed.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Code_of_a_project_uses_only_projects_before_it(string project) =>
        Verdict.None(ProjectArrows.CheckUses(project, Assemblies.UsesOf(project)), Remedy);

    [Fact]
    public void Project_files_reference_only_projects_before_them() => Verdict.None(
        Repository.Files(pattern: "*.csproj").SelectMany(path => ProjectArrows.CheckProject(path, Repository.Read(path))), Remedy);

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_of_a_project_use_only_folders_before_them(string project) =>
        Verdict.None(LayerArrows.Check(project, SourceFile.Under("src/" + project), Assemblies.UsesOf(project)), Remedy);

    [Fact]
    public void Uses_of_compiled_projects_are_read()
    {
        Assert.Contains(Assemblies.UsesOf("Tidemark.Sqlite"), use => use is { Assembly: "Tidemark", Type: "Tidemark.Stores.StateKey" });
        Assert.Contains(Assemblies.UsesOf("Tidemark"), use => use is { Type: "System.TimeProvider", Member: "GetUtcNow" });
    }

    [Fact]
    public void A_store_that_uses_the_graph_engine_is_seen()
    {
        var uses = new[] { new Use("Tidemark.Sqlite.SqliteStore", "Run", "Tidemark.Graph", "Tidemark.Graph.GraphOptions", ".ctor", "") };

        Assert.NotEmpty(ProjectArrows.CheckUses("Tidemark.Sqlite", uses));
        Assert.Empty(ProjectArrows.CheckUses("Tidemark", uses));
    }

    [Theory]
    [InlineData("src/Tidemark.Graph/Tidemark.Graph.csproj", "../Tidemark/Tidemark.csproj")]
    [InlineData("src/Tidemark.Sqlite/Tidemark.Sqlite.csproj", @"..\Tidemark.Graph\Tidemark.Graph.csproj")]
    [InlineData("bench/Tidemark.Bench/Tidemark.Bench.csproj", "../../src/Tidemark.AspNetCore/Tidemark.AspNetCore.csproj")]
    public void A_wrong_reference_in_a_project_file_is_seen(string path, string reference) => Assert.NotEmpty(
        ProjectArrows.CheckProject(path, $"<Project><ItemGroup><ProjectReference Include=\"{reference}\" /></ItemGroup></Project>"));

    [Theory]
    [InlineData("Session? _session;")]
    [InlineData("void Run() => new Session().Open();")]
    [InlineData("void Run(object o) { if (o is Session) { } }")]
    [InlineData("System.Func<object> Run() => () => new System.Collections.Generic.List<Session>();")]
    [InlineData("System.Threading.Tasks.Task<Session?> Run() => null!;")]
    public void A_wrong_arrow_between_folders_is_seen(string member)
    {
        const string session = "namespace Tidemark; public class Session { public void Open() { } }";
        var store = $"namespace Tidemark.Stores; public class Store {{ public {member} }}";

        var breach = Assert.Single(CheckPlanted(("Sessions/Session.cs", session), ("Stores/Store.cs", store)).Distinct());

        Assert.Contains("Stores/Tidemark.Stores.Store uses Sessions/Tidemark.Session", breach);
    }

    [Fact]
    public void A_right_arrow_between_folders_is_fine()
    {
        const string session = "namespace Tidemark; public class Session { Tidemark.Stores.Store? _store; }";

        const string store = "namespace Tidemark.Stores; public class Store { }";

        Assert.Empty(CheckPlanted(("Sessions/Session.cs", session), ("Stores/Store.cs", store)));
    }

    [Fact]
    public void A_folder_without_a_place_is_seen() =>
        Assert.NotEmpty(CheckPlanted(("Odds/Odd.cs", "namespace Tidemark; public class Odd { }")));

    private static IEnumerable<string> CheckPlanted(params (string Path, string Text)[] files)
    {
        using var assembly = new MemoryStream(Planted.Compile("Tidemark", [.. files.Select(file => file.Text)]));
        var sources = files.Select(file => new SourceFile("src/Tidemark/" + file.Path, file.Text));
        return LayerArrows.Check("Tidemark", sources, UseReader.Read(assembly));
    }
}
