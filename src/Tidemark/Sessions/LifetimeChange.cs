using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// What a request wants of its session's lifetime. Each setting is a change of its own, like an attribute: what this request does not set stays as
/// others have set it.
/// </summary>
/// <param name="Idle">How long it may stay unused; null to leave that as it is.</param>
/// <param name="Absolute">How long it may live in all; null to leave that as it is.</param>
internal sealed record LifetimeChange(TimeSpan? Idle, TimeSpan? Absolute)
{
    /// <summary>What becomes of a lifetime.</summary>
    public Lifetime On(Lifetime current) => new(Idle ?? current.Idle, Absolute ?? current.Absolute);

    /// <summary>This one, and a later one.</summary>
    public LifetimeChange Then(LifetimeChange later) => new(later.Idle ?? Idle, later.Absolute ?? Absolute);

    /// <summary>What is left of it once another one is stored; null if nothing is.</summary>
    public LifetimeChange? Without(LifetimeChange? stored)
    {
        var left = new LifetimeChange(Idle == stored?.Idle ? null : Idle, Absolute == stored?.Absolute ? null : Absolute);
        return left is { Idle: null, Absolute: null } ? null : left;
    }
}
