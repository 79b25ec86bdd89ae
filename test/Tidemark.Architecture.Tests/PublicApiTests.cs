using System.Reflection;
using System.Text.RegularExpressions;
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
        var actual = ApiOf(project);
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
            ApiOfText(Example));
    }

    [Fact]
    public void What_may_be_null_is_said_of_values_references_arrays_and_arguments()
    {
        const string other = "namespace Tidemark; public enum Access { Shared, Exclusive } public class Thing { } public struct Span<T> { }";
        const string text = """
            namespace Tidemark;
            public class Options
            {
                public Access Default { get; set; }
                public Access? Perhaps { get; set; }
                public Thing Always { get; set; } = new();
                public Thing? Maybe { get; set; }
                public Thing?[]? Things { get; set; }
                public Span<Thing?> Many { get; set; }
                public (Access Access, Thing? Thing)? Pair { get; set; }
                public Access Field;
                public Thing? Find(Access access, Access? perhaps = null, Thing? thing = null, Access shared = Access.Exclusive) => thing;
                public T? Get<T>(Access access, T value) => value;
            }
            """;
        var named = MetadataReference.CreateFromImage(Planted.Compile("Other", other));
        var planted = MetadataReference.CreateFromImage(Planted.CompileWith("Planted", [named], text));

        Assert.Equal(
            """
            class Tidemark.Options
                Options()
                Thing Always { get; set; }
                Access Default { get; set; }
                Access Field
                Thing? Find(Access access, Access? perhaps = null, Thing? thing = null, Access shared = Exclusive)
                T? Get<T>(Access access, T value)
                Span<Thing?> Many { get; set; }
                Thing? Maybe { get; set; }
                (Access Access, Thing? Thing)? Pair { get; set; }
                Access? Perhaps { get; set; }
                Thing?[]? Things { get; set; }

            """,
            PublicApi.Of(planted, named));
        Assert.Throws<ArgumentException>(() => PublicApi.Of(planted));
    }

    /// <summary>A second opinion: the same of what is really loaded.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void What_is_printed_of_a_property_may_be_null_if_the_runtime_says_so(string project)
    {
        var context = new NullabilityInfoContext();
        var printed = Lines(ApiOf(project)).Where(line => line.Contains(" >> ")).ToArray();
        var properties = Assembly.LoadFrom(Assemblies.PathOf(project)).GetExportedTypes()
            .Where(type => !type.IsNested && !type.IsGenericType)
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(property => property.GetIndexParameters().Length == 0);
        foreach (var property in properties)
        {
            var mayBeNull = property.PropertyType.IsValueType
                ? Nullable.GetUnderlyingType(property.PropertyType) is not null
                : (property.CanRead ? context.Create(property).ReadState : context.Create(property).WriteState) == NullabilityState.Nullable;
            var owner = new Regex($@"\b{Regex.Escape(property.DeclaringType!.FullName!)}( :.*)? >> ");
            var line = Assert.Single(printed, line => owner.IsMatch(line) && line.Contains($" {property.Name} {{ ", StringComparison.Ordinal));
            Assert.Equal(mayBeNull, line.Contains($"? {property.Name} {{ ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_new_public_member_is_seen()
    {
        const string tide = "abstract class Tidemark.Tide >> ";

        Assert.Equal(
            [$"+ {tide}string? Name {{ get; set; }}", $"- {tide}string? Name {{ get; }}"],
            Difference(ApiOfText(Example), ApiOfText(Example.Replace("internal set", "set"))));
    }

    private static string ApiOf(string project) => PublicApi.Of(
        ReferenceTo(project), Repository.SourceProjects.Where(other => other != project).Select(ReferenceTo));

    private static MetadataReference ReferenceTo(string project) => MetadataReference.CreateFromFile(Assemblies.PathOf(project));

    private static string ApiOfText(string text) => PublicApi.Of(MetadataReference.CreateFromImage(Planted.Compile("Planted", text)));

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
