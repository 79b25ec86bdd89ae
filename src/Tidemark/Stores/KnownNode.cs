namespace Tidemark.Stores;

/// <summary>A node that a store knows of: one that is alive, or died a short while ago.</summary>
/// <param name="Node">Which.</param>
/// <param name="Since">Since when it has been alive, by the store's clock.</param>
/// <param name="Left">For how long it still counts as alive if it does not beat again; not more than zero if it is dead.</param>
public readonly record struct KnownNode(NodeId Node, DateTimeOffset Since, TimeSpan Left)
{
    /// <summary>What is known of a node by its life.</summary>
    public static KnownNode Of(NodeId node, NodeLife life, DateTimeOffset now) => new(node, life.Since, life.Until - now);
}
