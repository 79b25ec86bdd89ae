namespace Tidemark.Tool.Tests.Rig;

/// <summary>A clock that is behind: what a store did by it was long ago.</summary>
internal sealed class PastTime(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - by;
}
