using Microsoft.CodeAnalysis;
using Tidemark.Architecture.Tests.Reading;
using Tidemark.Architecture.Tests.Rules;

namespace Tidemark.Architecture.Tests;

public class PublicApiTests
{
    private const string Example = """
        namespace Tidemark;
        public abstract class Tide
        {
            private protected Tide() { }
            public string? Name { get; internal set; }
            protected virtual void Rise(int by = 1) { }
        }
        public readonly record struct Mark(int Height);
        internal class Hidden { public void Nothing() { } }
        """;

    public static TheoryData<string> Projects => [.. Repository.SourceProjects];

    /// <summary>With TIDEMARK_WRITE_API set, which <c>./build.sh api</c> does, the file is written instead.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void Public_api_is_as_pinned(string project)
    {
        var actual = PublicApi.Of(MetadataReference.CreateFromFile(Assemblies.PathOf(project)));
        var path = Repository.PathOf($"api/{project}.txt");
        if (Environment.GetEnvironmentVariable("TIDEMARK_WRITE_API") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        var pinned = File.Exists(path) ? File.ReadAllText(path) : "";
        Verdict.None(Difference(pinned, actual), "Public is a decision: if it was made, run `./build.sh api` and commit what it wrote.");
    }

    [Fact]
    public void Pinned_files_belong_to_projects() => Assert.Equal(
        Repository.SourceProjects,
        Repository.Files("api", "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal));

    [Fact]
    public void What_users_see_is_listed_and_nothing_else()
    {
        Assert.Equal(
            """
            readonly struct Tidemark.Mark : IEquatable<Mark>
                Mark(int Height)
                int Height { get; init; }
            abstract class Tidemark.Tide
                string? Name { get; }
                protected virtual void Rise(int by = 1)

            """,
            ApiOf(Example));
    }

    [Fact]
    public void A_new_public_member_is_seen()
    {
        const string tide = "abstract class Tidemark.Tide >> ";

        Assert.Equal(
            [$"+ {tide}string? Name {{ get; set; }}", $"- {tide}string? Name {{ get; }}"],
            Difference(ApiOf(Example), ApiOf(Example.Replace("internal set", "set"))));
    }

    private static string ApiOf(string text) => PublicApi.Of(MetadataReference.CreateFromImage(Planted.Compile("Planted", text)));

    private static IEnumerable<string> Difference(string pinned, string actual)
    {
        var (before, after) = (Lines(pinned), Lines(actual));
        return after.Except(before).Select(line => "+ " + line).Concat(before.Except(after).Select(line => "- " + line));
    }

    // Each member line carries its type, so that the same member moved to another type is a difference.
    private static HashSet<string> Lines(string text)
    {
        var owner = "";
        var lines = new HashSet<string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!line.StartsWith(' '))
                owner = line;
            lines.Add(line.StartsWith(' ') ? $"{owner} >> {line.Trim()}" : line);
        }

        return lines;
    }
}
