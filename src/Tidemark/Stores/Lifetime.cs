namespace Tidemark.Stores;

/// <summary>How long a session lives.</summary>
/// <param name="Idle">It ends when it has not been used for this long.</param>
/// <param name="Absolute">It ends this long after it was created, however busy; <see cref="TimeSpan.MaxValue"/> for never.</param>
public readonly record struct Lifetime(TimeSpan Idle, TimeSpan Absolute);
