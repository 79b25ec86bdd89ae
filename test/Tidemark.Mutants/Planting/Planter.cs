using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidemark.Mutants.Planting;

/// <summary>Plants faults in a source file, each behind a switch of its own, so that one build has them all.</summary>
internal static class Planter
{
    /// <summary>The variable that says which fault counts: its number.</summary>
    public const string Chosen = "TIDEMARK_MUTANT";

    /// <summary>
    /// The variable that says where a run writes down which faults it came by, and in which test class: the beginning of the names of files. Each line
    /// has a number and a class; no class if it was outside of any test.
    /// </summary>
    public const string Seen = "TIDEMARK_MUTANTS_SEEN";

    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp14);

    /// <summary>The text of a file with faults planted.</summary>
    /// <param name="root">The file.</param>
    /// <param name="sites">Where; each at a node of its own.</param>
    /// <param name="numbers">Their numbers.</param>
    /// <param name="project">Whose file it is.</param>
    public static string Plant(SyntaxNode root, IReadOnlyList<FaultSite> sites, IReadOnlyList<int> numbers, string project)
    {
        var planted = sites.Zip(numbers).ToDictionary(fault => fault.First.Node);
        return root.ReplaceNodes(planted.Keys, (original, node) =>
        {
            var (site, number) = planted[original];
            var text = site.Write(node.WithoutTrivia(), $"global::{SpaceOf(project)}.Mutant.Is({number.ToString(CultureInfo.InvariantCulture)})");
            var place = (SyntaxNode)(original is StatementSyntax
                ? SyntaxFactory.ParseStatement(text, options: Options)
                : SyntaxFactory.ParseExpression(text, options: Options));
            return place.WithTriviaFrom(node);
        }).ToFullString();
    }

    /// <summary>The file that the planted files of a project need beside them.</summary>
    /// <param name="project">The project.</param>
    /// <param name="most">The highest number of a fault.</param>
    public static string SwitchOf(string project, int most) =>
        $$"""
        #nullable enable
        namespace {{SpaceOf(project)}}
        {
            internal static class Mutant
            {
                private static readonly int Chosen = int.TryParse(System.Environment.GetEnvironmentVariable("{{Chosen}}"), out var number) ? number : -1;
                private static readonly Watch? Seen = System.Environment.GetEnvironmentVariable("{{Seen}}") is { Length: > 0 } path ? new Watch(path) : null;

                public static bool Is(int number)
                {
                    Seen?.Note(number);
                    return number == Chosen;
                }

                {{WatchOf(project, most)}}
            }
        }
        """;

    // Notes which test class comes by which fault.
    private static string WatchOf(string project, int most) =>
        $$"""
        private sealed class Watch
        {
            private readonly bool[] _outside = new bool[{{(most + 1).ToString(CultureInfo.InvariantCulture)}}];
            private readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool[]> _inside = new();
            private readonly System.Runtime.CompilerServices.ConditionalWeakTable<object, bool[]> _tests = new();
            private readonly System.Func<object?>? _current;

            [System.ThreadStatic]
            private static object? Last;

            [System.ThreadStatic]
            private static bool[]? SeenOfLast;

            public Watch(string path)
            {
                _current = System.Type.GetType("Xunit.TestContext, xunit.v3.core")?.GetProperty("Current")?.GetMethod?.CreateDelegate<System.Func<object?>>();
                _inside[""] = _outside;
                System.AppDomain.CurrentDomain.ProcessExit += (_, _) => System.IO.File.WriteAllLines(
                    $"{path}.{{project}}.{System.Environment.ProcessId}",
                    System.Linq.Enumerable.SelectMany(_inside, one => System.Linq.Enumerable.Select(
                        System.Linq.Enumerable.Where(System.Linq.Enumerable.Range(0, one.Value.Length), number => one.Value[number]),
                        number => $"{number} {one.Key}")));
            }

            // Allocates nothing but at the first fault of a test: some tests say that what they call does not.
            public void Note(int number)
            {
                var test = _current?.Invoke();
                if (test is null)
                    _outside[number] = true;
                else if (ReferenceEquals(test, Last))
                    SeenOfLast![number] = true;
                else
                    NoteFirst(number, test);
            }

            private void NoteFirst(int number, object test)
            {
                if (!_tests.TryGetValue(test, out var seen))
                    _tests.AddOrUpdate(test, seen = Of(test));
                (Last, SeenOfLast) = (test, seen);
                seen[number] = true;
            }

            private bool[] Of(object test) => _inside.GetOrAdd(
                Value(Value(test, "Xunit.ITestContext", "TestClass"), "Xunit.Sdk.ITestClassMetadata", "TestClassName") as string ?? "",
                _ => new bool[_outside.Length]);

            private static object? Value(object? of, string type, string name) =>
                of is null ? null : System.Array.Find(of.GetType().GetInterfaces(), one => one.FullName == type)?.GetProperty(name)?.GetValue(of);
        }
        """;

    private static string SpaceOf(string project) => "Planted." + project.Replace('.', '_');
}
