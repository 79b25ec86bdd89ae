namespace Tidemark.Leases;

/// <summary>How long this node's leases, waits and store calls may take, and how much it may keep.</summary>
internal sealed record LeaseLimits
{
    /// <summary>How long the store believes in a silent node.</summary>
    public required TimeSpan NodeLease { get; init; }

    /// <summary>One call of the store, retries included.</summary>
    public required TimeSpan StoreCall { get; init; }

    /// <summary>One request's wait for its session, or for one attribute of it.</summary>
    public required TimeSpan LockWait { get; init; }

    /// <summary>How many requests may wait for one session on this node.</summary>
    public required int Waiters { get; init; }

    /// <summary>The time between two sweeps.</summary>
    public required TimeSpan Sweep { get; init; }

    /// <summary>How many sessions the node may keep.</summary>
    public required int CachedSessions { get; init; }

    /// <summary>How many bytes of encoded attributes they may take.</summary>
    public required long CachedBytes { get; init; }

    /// <summary>How many bytes a patched attribute may come to, as far as a node of this application can have stored it.</summary>
    public required int LongestValue { get; init; }
}
