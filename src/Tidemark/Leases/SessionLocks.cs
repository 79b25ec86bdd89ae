namespace Tidemark;

/// <summary>Who uses one session on this node, and who waits for what, at the moment of the report.</summary>
/// <param name="Session">The first digits of the session's key, as in log lines; no id.</param>
/// <param name="Leased">For how long this node has had the lease; null while it waits for it.</param>
/// <param name="IsRecalled">Whether another node waits for the lease.</param>
/// <param name="Inside">The requests that use the session, the oldest first.</param>
/// <param name="Waiting">The requests of this node that wait for their turn, the next first.</param>
/// <param name="Attributes">The attributes that requests have for themselves, by name.</param>
public sealed record SessionLocks(
    string Session,
    TimeSpan? Leased,
    bool IsRecalled,
    IReadOnlyList<SessionLocks.Request> Inside,
    IReadOnlyList<SessionLocks.Request> Waiting,
    IReadOnlyList<SessionLocks.Attribute> Attributes)
{
    /// <summary>A request that uses the session or waits for it.</summary>
    /// <param name="Purpose">What it is doing, such as its route.</param>
    /// <param name="IsExclusive">Whether it wants the session for itself alone.</param>
    /// <param name="Duration">For how long it has had its turn, or waited.</param>
    public sealed record Request(string Purpose, bool IsExclusive, TimeSpan Duration);

    /// <summary>An attribute that a request has for itself.</summary>
    /// <param name="Name">The attribute's name.</param>
    /// <param name="Holder">What the request that has it is doing.</param>
    /// <param name="Held">For how long it has had it.</param>
    /// <param name="Waiting">The requests that wait for it, the next first.</param>
    public sealed record Attribute(string Name, string Holder, TimeSpan Held, IReadOnlyList<Request> Waiting);
}
