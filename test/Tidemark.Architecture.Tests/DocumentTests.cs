using System.Globalization;
using Tidemark.Architecture.Tests.Reading;
using Tidemark.Architecture.Tests.Rules;

namespace Tidemark.Architecture.Tests;

public class DocumentTests
{
    private static readonly string[] Written =
        [".md", ".cs", ".csproj", ".props", ".targets", ".slnx", ".json", ".sh", ".txt", ".cshtml", ".css"];

    private static int NumberOf(string decision) => int.Parse(Path.GetFileName(decision)[..4], CultureInfo.InvariantCulture);

    private static IEnumerable<string> Pages => Repository.Files(pattern: "*.md");

    [Fact]
    public void Pages_name_files_that_exist() =>
        Verdict.None(Pages.SelectMany(page => DocumentRule.CheckPaths(page, Repository.Read(page), Exists)), "Name what is there.");

    [Fact]
    public void Samples_in_pages_compile()
    {
        var compiled = Repository.Files("test/Tidemark.Architecture.Tests/Snippets", "*.cs").Select(Repository.Read).ToList();

        Assert.NotEmpty(compiled);
        Verdict.None(
            Pages.SelectMany(page => DocumentRule.CheckSamples(page, Repository.Read(page), compiled)),
            "Put the sample into a file of test/Tidemark.Architecture.Tests/Snippets.");
    }

    [Fact]
    public void The_readme_fits_a_screen_and_shows_a_sample()
    {
        var readme = Repository.Read("README.md");

        Assert.InRange(readme.Count(character => character == '\n'), 20, 70);
        Assert.Contains("```csharp", readme);
        Assert.Contains("./build.sh test", readme);
        Assert.Contains("dotnet run --project samples/Shop", readme);
    }

    [Fact]
    public void Each_decision_has_a_number_of_its_own_by_which_its_page_is_named()
    {
        var pages = Repository.Files("docs/decisions", "0*.md").ToList();

        Assert.NotEmpty(pages);
        Assert.Equal(pages.Count, pages.Select(NumberOf).Distinct().Count());
        Assert.All(pages, page => Assert.StartsWith($"# {NumberOf(page)}. ", Repository.Read(page), StringComparison.Ordinal));
    }

    [Fact]
    public void The_readme_declares_every_level_of_durability() => Verdict.None(
        Enum.GetNames<Sqlite.SqliteDurability>().Where(level => !Repository.Read("README.md").Contains($"`Durability = {level}`")),
        "The table of stores does not say what an acknowledged commit survives under them.");

    [Fact]
    public void The_road_leads_through_every_project()
    {
        var road = Repository.Read("ARCHITECTURE.md");

        Verdict.None(Repository.SourceProjects.Where(project => !road.Contains($"src/{project}/")), "ARCHITECTURE.md does not name them.");
    }

    [Fact]
    public void The_repository_names_no_machine_and_no_person() => Verdict.None(
        Repository.Files()
            .Where(path => Written.Contains(Path.GetExtension(path)) && !path.EndsWith("DocumentTests.cs", StringComparison.Ordinal))
            .SelectMany(path => PrivacyRule.Check(path, Repository.Read(path), Environment.MachineName)),
        "Take it out.");

    [Theory]
    [InlineData("See [there](missing.md).")]
    [InlineData("See [there](../missing.md#part).")]
    [InlineData("The file `src/Missing.cs` does it.")]
    [InlineData("The folder `docs/missing/` has it.")]
    public void A_missing_file_is_seen(string text) => Assert.NotEmpty(DocumentRule.CheckPaths("docs/page.md", text, _ => false));

    [Theory]
    [InlineData("See [there](there.md), `src/There.cs`.", "docs/there.md", "src/There.cs")]
    [InlineData("See [there](../README.md#part).", "README.md")]
    [InlineData("See [there](https://example.com/x) and `src/*/Any.cs`, or [below](#below).")]
    public void A_file_that_exists_is_fine(string text, params string[] files) =>
        Assert.Empty(DocumentRule.CheckPaths("docs/page.md", text, files.Contains));

    [Fact]
    public void A_sample_that_is_not_compiled_is_seen()
    {
        const string page = "```csharp\nvar a = 1;\nRun(a);\n```\n";

        Assert.NotEmpty(DocumentRule.CheckSamples("page.md", page, ["var a = 2;\nRun(a);\n"]));
        Assert.Empty(DocumentRule.CheckSamples("page.md", page, ["{\n    var a = 1;\n\n    Run(a);\n}\n"]));
    }

    [Theory]
    [InlineData("see /root/tidemark for it")]
    [InlineData("at /work/main/src")]
    [InlineData("/home/somebody/x")]
    [InlineData(@"C:\Users\somebody")]
    [InlineData("https://nuget.corp.internal/index.json")]
    [InlineData("redis at 10.1.2.3:6379")]
    [InlineData("redis at 192.168.1.2")]
    [InlineData("ask somebody@company.com")]
    [InlineData("built on WORKHORSE7")]
    public void A_leak_is_seen(string text) => Assert.NotEmpty(PrivacyRule.Check("page.md", text, "workhorse7"));

    [Theory]
    [InlineData("https://github.com/x and http://127.0.0.1:5001/cart, http://localhost:5000")]
    [InlineData("version 10.0.401, listens on 127.0.0.1")]
    [InlineData("somebody@example.com, http://shop.example/")]
    [InlineData("artifacts/packages and src/Tidemark/home/page.md")]
    public void Public_names_are_fine(string text) => Assert.Empty(PrivacyRule.Check("page.md", text, "workhorse7"));

    private static bool Exists(string path) => File.Exists(Repository.PathOf(path)) || Directory.Exists(Repository.PathOf(path));
}
