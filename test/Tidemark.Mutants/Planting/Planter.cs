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

    /// <summary>The variable that says where a run writes down which faults it came by: the beginning of the names of files.</summary>
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
    /// <param name="count">How many faults there are.</param>
    public static string SwitchOf(string project, int count) =>
        $$"""
        #nullable enable
        namespace {{SpaceOf(project)}}
        {
            internal static class Mutant
            {
                private static readonly int Chosen = int.TryParse(System.Environment.GetEnvironmentVariable("{{Chosen}}"), out var number) ? number : -1;
                private static readonly bool[]? Seen = System.Environment.GetEnvironmentVariable("{{Seen}}") is { Length: > 0 } path ? Watch(path) : null;

                public static bool Is(int number)
                {
                    if (Seen is { } seen)
                        seen[number] = true;
                    return number == Chosen;
                }

                private static bool[] Watch(string path)
                {
                    var seen = new bool[{{(count + 1).ToString(CultureInfo.InvariantCulture)}}];
                    System.AppDomain.CurrentDomain.ProcessExit += (_, _) =>
                    {
                        var numbers = System.Linq.Enumerable.Where(System.Linq.Enumerable.Range(0, seen.Length), number => seen[number]);
                        System.IO.File.WriteAllText($"{path}.{{project}}.{System.Environment.ProcessId}", string.Join(' ', numbers));
                    };
                    return seen;
                }
            }
        }
        """;

    private static string SpaceOf(string project) => "Planted." + project.Replace('.', '_');
}
