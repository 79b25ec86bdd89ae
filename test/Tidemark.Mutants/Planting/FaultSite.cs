using Microsoft.CodeAnalysis;

namespace Tidemark.Mutants.Planting;

/// <summary>A place in a source file where a plausible fault can be planted.</summary>
/// <param name="Node">What the fault takes the place of.</param>
/// <param name="Kind">What it does, for the report.</param>
/// <param name="Write">
/// Makes the text that takes the node's place: of the node, in which other faults may be planted already, and of the switch, an expression that is true while
/// this fault is the one that counts. The text has no more lines than the node.
/// </param>
internal sealed record FaultSite(SyntaxNode Node, string Kind, Func<SyntaxNode, string, string> Write)
{
    /// <summary>The line that it begins in, from 1.</summary>
    public int Line => Node.SyntaxTree.GetLineSpan(Node.Span).StartLinePosition.Line + 1;

    /// <summary>The line that it ends in, from 1.</summary>
    public int LastLine => Node.SyntaxTree.GetLineSpan(Node.Span).EndLinePosition.Line + 1;
}
