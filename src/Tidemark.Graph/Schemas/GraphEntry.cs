namespace Tidemark.Graph;

/// <summary>An entry of a dictionary; of a <c>PriorityQueue</c>, an element and its priority.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
public readonly record struct GraphEntry(GraphNode Key, GraphNode Value);
