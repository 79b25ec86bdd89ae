using Tidemark.Architecture.Tests.Reading;
using Tidemark.Mutants.Planting;
using Tidemark.Mutants.Trials;

namespace Tidemark.Architecture.Tests;

/// <summary>What <c>./build.sh mutants</c> plants: faults that a person might make, each of them alone and only while its switch is on.</summary>
public class PlantingTests
{
    [Theory]
    [InlineData("if (a) Run();", "the condition is negated", "if ((on ^ (a))) Run();")]
    [InlineData("var c = a ? 1 : 2;", "the branches are swapped", "var c = (on ^ (a)) ? 1 : 2;")]
    [InlineData("var c = a && b;", "a part of the condition is left out", "var c = (on || (a)) && b;")]
    [InlineData("var c = a || b;", "a part of the condition is left out", "var c = (!on && (a)) || b;")]
    [InlineData("var c = a && b;", "&& became ||", "var c = (on ? (a) || (b) : (a) && (b));")]
    [InlineData("var c = n <= 2;", "<= became <", "var c = (on ? (n) < (2) : (n) <= (2));")]
    [InlineData("var c = n == m;", "equality is negated", "var c = (on ^ (n == m));")]
    [InlineData("var c = n + 1;", "1 became 2", "var c = n + (on ? 2 : 1);")]
    [InlineData("Run();", "a call is left out", "{ if (!on) Run(); }")]
    [InlineData("await RunAsync();", "a call is left out", "{ if (!on) await RunAsync(); }")]
    [InlineData("_field = 1;", "an assignment is left out", "{ if (!on) _field = 1; }")]
    [InlineData("try { } finally { Run(); }", "the finally block does nothing", "try { } finally { if (!on) { Run(); } }")]
    public void A_fault_is_planted_behind_its_switch(string statement, string kind, string planted) => Assert.Equal(
        Around(planted), Plant(Around(statement), kind));

    [Fact]
    public void A_method_returns_at_once_or_what_it_has_by_default()
    {
        Assert.Equal("class A { void B() { if (on) return; { C(); } } }", Plant("class A { void B() { C(); } }", "the method returns at once"));
        Assert.Equal("class A { bool B => (on ? default : C()); }", Plant("class A { bool B => C(); }", "the default is returned"));
    }

    // What nobody's test should hold, and what the compiler would refuse.
    [Theory]
    [InlineData("_log.Failed();")]
    [InlineData("node.Meter.Counted();")]
    [InlineData("ArgumentNullException.ThrowIfNull(a);")]
    [InlineData("const int c = 1 + 2;")]
    [InlineData("if (o is string s) s = \"\";")]
    [InlineData("int c; c = 1;")]
    [InlineData("throw new Exception(a ? \"\" : null);")]
    public void Some_places_are_left_alone(string statement) =>
        Assert.DoesNotContain(Sites(Around(statement)), site => site.Kind != "the method returns at once");

    [Fact]
    public void Faults_in_each_other_are_planted_together_and_what_is_planted_compiles()
    {
        const string text = "class A { int _n; public bool B(int n, bool a) { if (a && n < 2) { _n = n; B(n + 1, !a); } return n > 0 || a; } }";
        var sites = Sites(text).DistinctBy(site => site.Node).ToList();
        var planted = Planter.Plant(sites[0].Node.SyntaxTree.GetRoot(), sites, [.. Enumerable.Range(1, sites.Count)], "Some.Project");

        Assert.NotEmpty(Planted.Compile("Planted", planted, Planter.SwitchOf("Some.Project", sites.Count)));
        Assert.InRange(sites.Count, 8, 20);
    }

    [Fact]
    public void A_seed_chooses_the_same_faults_each_time_and_another_one_others()
    {
        var files = new[] { ("src/A/A.cs", Around("if (a) Run(); _n = 1;")), ("src/A/B.cs", Around("Run(); Run(); var c = a && b;")) };

        Assert.Equal(Chosen(1), Chosen(1));
        Assert.NotEqual(Chosen(1), Chosen(2));
        Assert.False(Choice.IsOpen("src/Tidemark/Diagnostics/SessionMeter.cs", ""));
        Assert.False(Choice.IsOpen("src/Tidemark/Stores/StateKey.cs", "src/Tidemark/Leases"));

        string[] Chosen(int seed) => [.. Choice.Order(files, seed).Select(place => $"{place.File} {place.Site.Node} {place.Site.Kind}")];
    }

    [Fact]
    public void Every_project_of_src_has_tests_that_may_notice_its_faults_its_own_first()
    {
        var tests = TestProjects.Of(Repository.Root);

        Assert.All(Repository.SourceProjects, project => Assert.NotEmpty(tests.For(project)));
        Assert.Equal(["Tidemark.Graph.Tests", "Tidemark.Simulation", "Tidemark.Tests"], tests.For("Tidemark.Graph"));
        Assert.Equal("Tidemark.PostgreSql.Tests", tests.For("Tidemark.PostgreSql")[0]);
        Assert.Contains("Tidemark.Faults.Tests", tests.For("Tidemark"));
        Assert.Empty(tests.For("Tidemark.Elsewhere"));
    }

    private static string Around(string statement) => $"class A {{ async void B() {{ {statement} }} }}";

    private static FaultSite[] Sites(string text) => [.. FaultFinder.Find(FaultFinder.Parse(text))];

    private static string Plant(string text, string kind)
    {
        var site = Sites(text).First(site => site.Kind == kind);
        return Planter.Plant(site.Node.SyntaxTree.GetRoot(), [site], [1], "P").Replace("global::Planted.P.Mutant.Is(1)", "on", StringComparison.Ordinal);
    }
}
