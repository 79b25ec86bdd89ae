namespace Tidemark.Replication;

/// <summary>How the value that the primary has of an attribute is compared with the one that a replica has.</summary>
public enum ReplicaComparison
{
    /// <summary>
    /// As object graphs: both are read by their schemas, without the application's types. A dictionary or a set in another order is the same, and the paths
    /// of what differs are known. What is not of the graph engine, or cannot be read, is compared as <see cref="Binary"/>.
    /// </summary>
    ObjectGraph,

    /// <summary>Byte by byte: cheaper, and the replica has exactly the bytes of the primary.</summary>
    Binary,
}
