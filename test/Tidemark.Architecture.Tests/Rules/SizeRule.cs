using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tidemark.Architecture.Tests.Reading;

namespace Tidemark.Architecture.Tests.Rules;

/// <summary>Small, without a tail, and not empty.</summary>
internal static class SizeRule
{
    public const int LongestFile = 300;
    public const int LongestMethod = 60;
    public const int LongestLine = 160;
    public const int Median = 60;
    public const int Ninetieth = 150;

    public static IEnumerable<string> CheckFile(SourceFile file)
    {
        if (string.IsNullOrWhiteSpace(file.Text))
            yield return $"{file.Path} is empty";
        if (file.LineCount > LongestFile)
            yield return $"{file.Path} has {file.LineCount} lines; the most is {LongestFile}";
        foreach (var method in file.Root.DescendantNodes().Where(IsMethod))
        {
            var lines = LinesOf(method);
            if (lines > LongestMethod)
                yield return $"{file.At(method)} has a method of {lines} lines; the most is {LongestMethod}";
        }
    }

    public static IEnumerable<string> CheckLines(SourceFile file) => file.Text.Split('\n')
        .Index()
        .Where(line => line.Item.Length > LongestLine)
        .Select(line => $"{file.Path}:{line.Index + 1} has {line.Item.Length} characters; the most is {LongestLine}");

    /// <summary>Looks at many files together.</summary>
    public static IEnumerable<string> CheckSpread(IEnumerable<int> lineCounts)
    {
        var sorted = lineCounts.Order().ToList();
        var (median, ninetieth) = (sorted[sorted.Count / 2], sorted[sorted.Count * 9 / 10]);
        if (median > Median)
            yield return $"half of the files have {median} lines or more; the most is {Median}";
        if (ninetieth > Ninetieth)
            yield return $"a tenth of the files have {ninetieth} lines or more; the most is {Ninetieth}";
    }

    private static bool IsMethod(SyntaxNode node) =>
        node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax;

    private static int LinesOf(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }
}
