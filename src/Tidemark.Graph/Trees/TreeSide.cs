namespace Tidemark.Graph.Trees;

/// <summary>Which of two trees. Both may be parts of one, so that a node alone does not tell.</summary>
internal enum TreeSide
{
    Left,
    Right,
}
