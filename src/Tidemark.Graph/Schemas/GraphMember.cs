namespace Tidemark.Graph;

/// <summary>A member of a <see cref="GraphObject"/>.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Value">Its value.</param>
public readonly record struct GraphMember(string Name, GraphNode Value);
