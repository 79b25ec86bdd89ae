using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tidemark.Architecture.Tests.Reading;

namespace Tidemark.Architecture.Tests.Rules;

/// <summary>What can only be seen in the text: the compiler writes it as something else, or drops it.</summary>
internal static partial class SyntaxRule
{
    // Session.Read is synchronous, and what it looks for only the store may know.
    private const string MayBlock = "src/Tidemark/Sessions/Unbound.cs";
    private const string Blocks = "GetAwaiter().GetResult() blocks";

    public static IEnumerable<string> Check(SourceFile file)
    {
        foreach (var node in file.Root.DescendantNodes(descendIntoTrivia: false))
        {
            if (FaultOf(node) is { } fault && !(fault == Blocks && file.Path == MayBlock))
                yield return $"{file.At(node)}: {fault}";
        }

        foreach (var trivia in file.Root.DescendantTrivia(descendIntoTrivia: true))
        {
            if (trivia.IsKind(SyntaxKind.RegionDirectiveTrivia))
                yield return $"{file.At(trivia.GetStructure()!)}: a region";
            if (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) && Undone().IsMatch(trivia.ToString()))
                yield return $"{file.Path}: a comment about work that is not done: {trivia}";
        }
    }

    private static string? FaultOf(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax call => FaultOf(call),
        ClassDeclarationSyntax type when IsOpen(type) =>
            $"{type.Identifier.ValueText} is internal, and neither sealed, abstract nor static",
        LiteralExpressionSyntax or InterpolatedStringTextSyntax when ClockOfSql().IsMatch(node.ToString()) => "the clock of the database",
        _ => null,
    };

    private static string? FaultOf(InvocationExpressionSyntax call) => NameOf(call) switch
    {
        "ConfigureAwait" when call.ArgumentList.Arguments is [{ Expression.RawKind: (int)SyntaxKind.FalseLiteralExpression }] =>
            "ConfigureAwait(false) is noise: there is no synchronisation context",
        "GetResult" when call.Expression is MemberAccessExpressionSyntax { Expression: InvocationExpressionSyntax inner }
            && NameOf(inner) == "GetAwaiter" => Blocks,
        _ => null,
    };

    private static string NameOf(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax access ? access.Name.Identifier.ValueText : "";

    private static bool IsOpen(ClassDeclarationSyntax type) => !type.Modifiers.Any(modifier =>
        modifier.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.SealedKeyword or SyntaxKind.AbstractKeyword or SyntaxKind.StaticKeyword)
        && !(type.Parent is ClassDeclarationSyntax && type.Modifiers.Any(SyntaxKind.ProtectedKeyword))
        && !type.Modifiers.Any(SyntaxKind.PartialKeyword);

    [GeneratedRegex(
        @"\bCURRENT_(TIMESTAMP|TIME|DATE)\b|\b(datetime|date|time|julianday|unixepoch|strftime)\s*\([^)]*'now'|\bunixepoch\s*\(\s*\)",
        RegexOptions.IgnoreCase)]
    private static partial Regex ClockOfSql();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Undone();
}
