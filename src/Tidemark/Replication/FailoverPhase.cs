namespace Tidemark.Replication;

/// <summary>Where a node is between two stores.</summary>
internal enum FailoverPhase
{
    /// <summary>It uses one.</summary>
    Open,

    /// <summary>The store is closed: the node gives back its leases, and asks for no more.</summary>
    Draining,

    /// <summary>It uses none: calls wait until one is the primary.</summary>
    Between,
}
