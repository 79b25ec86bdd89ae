namespace Tidemark.Stores;

/// <summary>What a store answers to a node's beat.</summary>
/// <param name="Since">
/// Since when the node has been alive without a gap, by the store's clock; the default value for a node that leaves. A node that is told another time
/// than before was dead in between in the store's eyes, even if it beat in time: the store lost what it knew, or its clock jumped. Its leases may
/// have been others' by then.
/// </param>
/// <param name="Recalls">The recalls that are pending for the node.</param>
public readonly record struct BeatOutcome(DateTimeOffset Since, IReadOnlyList<StoreSignal.Recall> Recalls);
