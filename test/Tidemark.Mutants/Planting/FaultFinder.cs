using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidemark.Mutants.Planting;

/// <summary>Finds the places of a source file where a fault would change what it does.</summary>
internal static class FaultFinder
{
    /// <summary>Parses a file as the projects of <c>src</c> are parsed.</summary>
    public static SyntaxNode Parse(string text) => CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.CSharp14)).GetRoot();

    public static IEnumerable<FaultSite> Find(SyntaxNode root) => root
        .DescendantNodes(node => !IsOutOfReach(node))
        .Where(node => !IsOutOfReach(node))
        .SelectMany(node => ExpressionFaults.Of(node).Concat(StatementFaults.Of(node)));

    // What is only text, and what the compiler must know.
    private static bool IsOutOfReach(SyntaxNode node) => node switch
    {
        AttributeListSyntax or EnumMemberDeclarationSyntax or ParameterListSyntax or PatternSyntax or CaseSwitchLabelSyntax => true,
        FieldDeclarationSyntax field => field.Modifiers.Any(SyntaxKind.ConstKeyword),
        LocalDeclarationStatementSyntax local => local.IsConst,
        MethodDeclarationSyntax method => method.Identifier.ValueText == nameof(ToString),
        ThrowStatementSyntax or ThrowExpressionSyntax => true,
        _ => false,
    };
}
