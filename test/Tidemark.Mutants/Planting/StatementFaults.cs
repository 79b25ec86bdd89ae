using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidemark.Mutants.Planting;

/// <summary>Faults of what is not done: calls, assignments, ends of blocks, whole methods.</summary>
internal static class StatementFaults
{
    // What is only told to operators, checked or given back to the garbage collector changes nothing that a test should hold.
    private static readonly string[] Idle =
        ["log", "meter", "span", "counters", "debug", "gc", "arraypool", "throwif", "dispose", "suppressfinalize", "memorybarrier", "ensurecapacity"];

    public static IEnumerable<FaultSite> Of(SyntaxNode node) => node switch
    {
        ExpressionStatementSyntax { Expression: InvocationExpressionSyntax or AwaitExpressionSyntax } call when IsWorthMissing(call) =>
            [LeftOut(call, "a call is left out")],
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment } statement when IsState(assignment.Left) && IsFree(statement) =>
            [LeftOut(statement, "an assignment is left out")],
        FinallyClauseSyntax { Block: var block } when !block.Statements.All(IsIdle) => [Emptied(block, "the finally block does nothing")],
        CatchClauseSyntax { Block: { Statements: [.., not (ReturnStatementSyntax or ThrowStatementSyntax)] } block } => [Emptied(block, "the catch block does nothing")],
        MethodDeclarationSyntax { Body: { Statements.Count: > 0 } body } method when ReturnsNothing(method) => [AtOnce(body)],
        ReturnStatementSyntax { Expression: { } value } when ReturnsPlain(node) && IsFree(value) => Defaulted(value),
        ArrowExpressionClauseSyntax { Expression: var value } when ReturnsPlain(node) && IsFree(value) => Defaulted(value),
        _ => [],
    };

    private static bool IsFree(SyntaxNode node) => ExpressionFaults.IsFree(node);

    private static FaultSite LeftOut(StatementSyntax statement, string kind) =>
        new(statement, kind, (node, isOn) => $"{{ if (!{isOn}) {node} }}");

    private static FaultSite Emptied(BlockSyntax block, string kind) =>
        new(block, kind, (node, isOn) => $"{{ if (!{isOn}) {node} }}");

    private static FaultSite AtOnce(BlockSyntax body) =>
        new(body, "the method returns at once", (node, isOn) => $"{{ if ({isOn}) return; {node} }}");

    private static IEnumerable<FaultSite> Defaulted(ExpressionSyntax value) =>
        value is ThrowExpressionSyntax or LiteralExpressionSyntax or DefaultExpressionSyntax or RefExpressionSyntax or LambdaExpressionSyntax
            ? []
            : [new FaultSite(value, "the default is returned", (node, isOn) => $"({isOn} ? default : {node})")];

    private static bool IsWorthMissing(ExpressionStatementSyntax statement) =>
        IsFree(statement) && TargetOf(statement) is { } target && target.ToString() != "Task.Yield" && !IsIdle(target);

    private static bool IsIdle(StatementSyntax statement) => statement is ExpressionStatementSyntax expression && TargetOf(expression) is { } target && IsIdle(target);

    private static bool IsIdle(ExpressionSyntax target) =>
        Array.Exists(Idle, word => target.ToString().Split('.', '?', '<', '(').Any(name => name.Trim('_').StartsWith(word, StringComparison.OrdinalIgnoreCase)));

    // What is called; null if nothing is.
    private static ExpressionSyntax? TargetOf(ExpressionStatementSyntax statement) =>
        ((statement.Expression is AwaitExpressionSyntax { Expression: var awaited } ? awaited : statement.Expression) as InvocationExpressionSyntax)?.Expression;

    // A local variable must have a value; a field or a property has one before.
    private static bool IsState(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax { Identifier.ValueText: var name } => name[0] == '_' || char.IsUpper(name[0]),
        MemberAccessExpressionSyntax or ElementAccessExpressionSyntax => true,
        TupleExpressionSyntax tuple => tuple.Arguments.All(argument => IsState(argument.Expression)),
        _ => false,
    };

    private static bool ReturnsNothing(MethodDeclarationSyntax method) =>
        method.ReturnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
        || (method.Modifiers.Any(SyntaxKind.AsyncKeyword) && method.ReturnType is IdentifierNameSyntax { Identifier.ValueText: "Task" or "ValueTask" });

    private static bool ReturnsPlain(SyntaxNode node)
    {
        // What returns it: a lambda's type is not written down.
        var returns = node.Ancestors().FirstOrDefault(outer => outer is MemberDeclarationSyntax or LocalFunctionStatementSyntax or LambdaExpressionSyntax);
        var (type, isAsync) = returns switch
        {
            MethodDeclarationSyntax { Identifier.ValueText: not ("ToString" or "GetHashCode" or "Hash") } method => (method.ReturnType, method.Modifiers.Any(SyntaxKind.AsyncKeyword)),
            PropertyDeclarationSyntax property => (property.Type, false),
            LocalFunctionStatementSyntax function => (function.ReturnType, function.Modifiers.Any(SyntaxKind.AsyncKeyword)),
            _ => ((TypeSyntax?)null, false),
        };
        if (isAsync && type is GenericNameSyntax { TypeArgumentList.Arguments: [var result] })
            type = result;
        return type is NullableTypeSyntax or PredefinedTypeSyntax { Keyword.RawKind: not ((int)SyntaxKind.VoidKeyword or (int)SyntaxKind.StringKeyword) };
    }
}
