namespace Tidemark.Stores;

/// <summary>What a store says of a session without its attributes.</summary>
/// <param name="Version">The version of the session.</param>
/// <param name="User">Whose session it is; <see cref="UserKey.None"/> for nobody's.</param>
/// <param name="Age">How long ago it was created, by the store's clock.</param>
/// <param name="Lifetime">How long it lives.</param>
/// <param name="IdleRemaining">As in <see cref="PrimaryState"/>.</param>
public sealed record SessionHead(StateVersion Version, UserKey User, TimeSpan Age, Lifetime Lifetime, TimeSpan IdleRemaining);
