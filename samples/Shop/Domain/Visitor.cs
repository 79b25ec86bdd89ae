namespace Shop.Domain;

/// <summary>Who signed in, and when. Immutable: reading it is never taken for a change.</summary>
public sealed record Visitor(string Name, DateTimeOffset Since);
