namespace Tidemark.Tool.Reading;

/// <summary>What a store says of a node. The names of its properties are those of the JSON.</summary>
/// <param name="Node">Its id, new at every start.</param>
/// <param name="IsAlive">Whether it has beaten lately.</param>
/// <param name="Since">Since when it lives or lived without a break, by the store's clock.</param>
/// <param name="BeatsWithinSeconds">In how many seconds the store takes it for dead unless it beats again; negative if it is dead.</param>
/// <param name="Held">How many sessions it holds; null if they were not counted.</param>
internal sealed record NodeFacts(string Node, bool IsAlive, DateTimeOffset Since, double BeatsWithinSeconds, int? Held)
{
    /// <summary>The nodes of a store, those that are alive first, then the oldest.</summary>
    public static async Task<IReadOnlyList<NodeFacts>> ReadAsync(OpenStore open, CancellationToken cancellationToken) =>
    [
        .. (await open.Store.ListNodesAsync(cancellationToken))
            .Select(node => new NodeFacts(node.Node.ToString(), node.Left > TimeSpan.Zero, node.Since, node.Left.TotalSeconds, null))
            .OrderByDescending(node => node.IsAlive)
            .ThenBy(node => node.Since),
    ];

    /// <summary>How many sessions each node holds.</summary>
    public static async Task<Dictionary<string, int>> CountHeldAsync(OpenStore open, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var held = new Dictionary<string, int>();
        await foreach (var walked in new SessionWalk(open).SessionsAsync(progress, cancellationToken))
        {
            if (walked.Facts?.Holder is { Node: var node })
                held[node] = held.GetValueOrDefault(node) + 1;
        }

        return held;
    }
}
