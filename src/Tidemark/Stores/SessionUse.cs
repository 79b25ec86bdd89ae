namespace Tidemark.Stores;

/// <summary>The last use of a session on a node.</summary>
/// <param name="Key">The session.</param>
/// <param name="Ago">How long ago that was. A span and no time, because nodes' clocks need not agree with the store's.</param>
public readonly record struct SessionUse(StateKey Key, TimeSpan Ago);
