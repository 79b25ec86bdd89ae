namespace Tidemark.Leases;

/// <summary>How long one request has waited for its session, on this node and in the store together, and how long it still may.</summary>
internal readonly struct LockWait(TimeProvider time, TimeSpan timeout)
{
    private readonly long _started = time.GetTimestamp();

    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    public TimeSpan Remaining => timeout - Elapsed is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
}
