namespace Tidemark.Stores;

/// <summary>
/// What a store answers of a session: whole, or what changed since the version the node knew. Whole too if the known version is newer than
/// the session. If <paramref name="Created"/> is not what the node knew, this is another session under the same key: then what the node
/// knew is void, and it must ask again knowing nothing.
/// </summary>
/// <param name="Version">The version of the session.</param>
/// <param name="Created">When it was created, by the store's clock.</param>
/// <param name="Age">How long ago that was, by the store's clock: nodes' clocks need not agree with it.</param>
/// <param name="Lifetime">How long it lives.</param>
/// <param name="IdleRemaining">How long until it ends if nobody uses it, by whichever limit comes first; zero if only a held lease keeps it alive.</param>
/// <param name="Changed">
/// The attributes that changed since the known version, each with what is newer of its chain; all of them, with their bases, when nothing was known.
/// </param>
/// <param name="Unchanged">The names of the attributes that did not. What is in neither list is gone.</param>
public sealed record PrimaryState(
    StateVersion Version,
    DateTimeOffset Created,
    TimeSpan Age,
    Lifetime Lifetime,
    TimeSpan IdleRemaining,
    IReadOnlyList<StoredAttribute> Changed,
    IReadOnlyList<string> Unchanged)
{
    /// <summary>Whose session it is; <see cref="UserKey.None"/> for nobody's.</summary>
    public UserKey User { get; init; }
}
