namespace Tidemark.Leases.Attributes;

/// <summary>One held attribute, as it was when somebody asked.</summary>
/// <param name="Attribute">Its name.</param>
/// <param name="Holder">The purpose of the request that has it.</param>
/// <param name="Held">For how long.</param>
/// <param name="Waiting">Who waits for it, the next first.</param>
internal sealed record LockReport(string Attribute, string Holder, TimeSpan Held, IReadOnlyList<LockReport.Waiter> Waiting)
{
    /// <summary>One that waits.</summary>
    /// <param name="Purpose">The purpose of its request.</param>
    /// <param name="Waited">For how long it has waited for this attribute.</param>
    internal sealed record Waiter(string Purpose, TimeSpan Waited);
}
