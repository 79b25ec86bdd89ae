namespace Tidemark.Graph.Tests.Models;

public sealed class Tree
{
    public string? Name { get; set; }

    public int Weight { get; set; }

    public Tree? Left { get; set; }

    public Tree? Right { get; set; }
}
