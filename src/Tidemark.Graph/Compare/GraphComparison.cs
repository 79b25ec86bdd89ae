namespace Tidemark.Graph;

/// <summary>What a compare found.</summary>
public readonly record struct GraphComparison
{
    private GraphComparison(string? firstDifference) => FirstDifference = firstDifference;

    /// <summary>Whether the live graph is what the baseline holds.</summary>
    public bool IsSame => FirstDifference is null;

    /// <summary>The path of the first difference, such as <c>Lines[3].Quantity</c>; empty for the root itself; null if there is none.</summary>
    public string? FirstDifference { get; }

    internal static GraphComparison Same => default;

    internal static GraphComparison DiffersAt(string path) => new(path);
}
