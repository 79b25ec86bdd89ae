using Tidemark.Graph.Trees;

namespace Tidemark.Graph;

/// <summary>
/// What a compare of two values found that were read by their schemas alone, as <see cref="GraphSchema.Read"/> gives them: whether they are the same
/// object graph, without the application's types. Immutable, and safe for all threads.
/// </summary>
public sealed class GraphTreeComparison
{
    private GraphTreeComparison(TreePaths paths, TreePair trees) =>
        (Changes, HasMoreChanges, Work) = (paths.All, paths.HasMore, trees.Work.Steps);

    /// <summary>How many paths are told if nobody says: 32.</summary>
    public const int DefaultMaxChanges = 32;

    /// <summary>Whether both are the same object graph.</summary>
    public bool IsSame => Changes.Count == 0 && !HasMoreChanges;

    /// <summary>
    /// The paths of what differs, such as <c>Lines[3].Quantity</c>, as <see cref="GraphComparison.Changes"/> tells them, each once; empty for the root
    /// itself. Indexes are those of the first value. A collection that lost or gained elements is named as a whole. Of a path of more than 256
    /// steps only the last are told. No path has a value in it.
    /// </summary>
    public IReadOnlyList<string> Changes { get; }

    /// <summary>Whether more differs than <see cref="Changes"/> tells.</summary>
    public bool HasMoreChanges { get; }

    /// <summary>How many values were looked at.</summary>
    internal long Work { get; }

    /// <summary>
    /// Compares two values. The schemas that they were read by may be those of two builds: a member that one build lacks is no difference if it is
    /// null, zero or a struct of such. The work is bounded by the size of both.
    /// </summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    /// <param name="maxChanges">How many paths to tell.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxChanges"/> is less than 1.</exception>
    public static GraphTreeComparison Of(GraphNode left, GraphNode right, int maxChanges = DefaultMaxChanges)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxChanges, 1);
        var (trees, paths) = (new TreePair(left, right), new TreePaths(maxChanges));
        new TreeWalk(trees, paths, nesting: 0, deadline: long.MaxValue).Run(new NodePair(left, right, null));
        return new GraphTreeComparison(paths, trees);
    }
}
