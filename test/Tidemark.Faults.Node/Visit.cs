namespace Tidemark.Faults.Node;

/// <summary>When a request was inside its session, by the monotonic clock that all processes of a machine have in common.</summary>
public sealed record Visit(long Entered, long Left);
