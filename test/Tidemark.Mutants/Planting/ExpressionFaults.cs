using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidemark.Mutants.Planting;

/// <summary>Faults in conditions, comparisons and numbers.</summary>
internal static class ExpressionFaults
{
    public static IEnumerable<FaultSite> Of(SyntaxNode node) => node switch
    {
        IfStatementSyntax { Condition: var condition } when IsFree(condition) => [Negated(condition, "the condition is negated")],
        ConditionalExpressionSyntax { Condition: var condition } when IsFree(condition) => [Negated(condition, "the branches are swapped")],
        BinaryExpressionSyntax binary => Of(binary),
        LiteralExpressionSyntax { Token.Value: int number } literal when IsCounted(literal) && number < int.MaxValue => [OffByOne(literal, number)],
        _ => [],
    };

    /// <summary>Whether a copy of the expression, or none of it, may be evaluated: it declares no variable.</summary>
    public static bool IsFree(SyntaxNode expression) => !expression.DescendantNodesAndSelf().Any(node => node is VariableDesignationSyntax);

    private static IEnumerable<FaultSite> Of(BinaryExpressionSyntax binary)
    {
        switch (binary.Kind())
        {
            case SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression:
                foreach (var part in new[] { binary.Left, binary.Right }.Where(part => IsFree(part) && !IsChain(part, binary.Kind()) && !IsPlatform(part)))
                    yield return LeftOut(part, isOfAnd: binary.IsKind(SyntaxKind.LogicalAndExpression));
                if (IsFree(binary) && IsOnOneLine(binary))
                    yield return Exchanged(binary, binary.IsKind(SyntaxKind.LogicalAndExpression) ? "||" : "&&");
                break;
            case SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression:
            case SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression:
                if (IsFree(binary) && IsOnOneLine(binary) && !IsChoiceOfEquals(binary) && !IsRoomEnough(binary))
                    yield return Exchanged(binary, BoundaryOf(binary.OperatorToken.Text));
                break;
            case SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression when binary.Parent is not (IfStatementSyntax or ConditionalExpressionSyntax):
                if (IsFree(binary))
                    yield return Negated(binary, "equality is negated");
                break;
        }
    }

    private static FaultSite Negated(ExpressionSyntax condition, string kind) => new(condition, kind, (node, isOn) => $"({isOn} ^ ({node}))");

    private static FaultSite LeftOut(ExpressionSyntax part, bool isOfAnd) =>
        new(part, "a part of the condition is left out", (node, isOn) => isOfAnd ? $"({isOn} || ({node}))" : $"(!{isOn} && ({node}))");

    private static FaultSite Exchanged(BinaryExpressionSyntax binary, string other) => new(
        binary,
        $"{binary.OperatorToken.Text} became {other}",
        (node, isOn) =>
        {
            var now = (BinaryExpressionSyntax)node;
            return $"({isOn} ? ({now.Left}) {other} ({now.Right}) : ({now.Left}) {now.OperatorToken.Text} ({now.Right}))";
        });

    private static FaultSite OffByOne(ExpressionSyntax literal, int number) =>
        new(literal, $"{number} became {number + 1}", (node, isOn) => $"({isOn} ? {number + 1} : {node})");

    private static string BoundaryOf(string comparison) => comparison.Length == 2 ? comparison[..1] : comparison + "=";

    // The greater or the less of two: where they are equal, both are.
    private static bool IsChoiceOfEquals(BinaryExpressionSyntax comparison) =>
        comparison.Parent is ConditionalExpressionSyntax { WhenTrue: var one, WhenFalse: var other } choice && choice.Condition == comparison
        && ((IsSame(one, comparison.Left) && IsSame(other, comparison.Right)) || (IsSame(one, comparison.Right) && IsSame(other, comparison.Left)));

    // A buffer that grows one sooner is only larger.
    private static bool IsRoomEnough(BinaryExpressionSyntax comparison) =>
        comparison.Parent is IfStatementSyntax { Else: null, Statement: ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: var called } } }
        && called.ToString().Split('.')[^1] is "Grow" or "Resize" or "Reserve";

    private static bool IsSame(SyntaxNode one, SyntaxNode other) => SyntaxFactory.AreEquivalent(one, other);

    // The parts of a longer chain are places of their own.
    private static bool IsChain(ExpressionSyntax part, SyntaxKind kind) => part.IsKind(kind);

    // The same for all tests of one machine.
    private static bool IsPlatform(ExpressionSyntax part) => part.ToString().TrimStart('!').StartsWith("OperatingSystem.", StringComparison.Ordinal);

    private static bool IsOnOneLine(SyntaxNode node) => !node.ToString().Contains('\n', StringComparison.Ordinal);

    // Where a number counts something, rather than says how long or how much: those are chosen, and no test holds them.
    private static bool IsCounted(LiteralExpressionSyntax literal) => literal.Parent switch
    {
        BinaryExpressionSyntax binary => binary.Kind() is SyntaxKind.AddExpression or SyntaxKind.SubtractExpression or SyntaxKind.LessThanExpression
            or SyntaxKind.LessThanOrEqualExpression or SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression,
        RangeExpressionSyntax => true,
        PrefixUnaryExpressionSyntax prefix => prefix.IsKind(SyntaxKind.IndexExpression),
        _ => false,
    };
}
