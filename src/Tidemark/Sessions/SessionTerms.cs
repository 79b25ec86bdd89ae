using Tidemark.Stores;

namespace Tidemark;

/// <summary>What a commit says of a session beside its attributes.</summary>
/// <param name="Lifetime">What becomes of its lifetime; null to leave that as it is.</param>
/// <param name="Binding">Whose it is from now on; null to leave that as it is.</param>
internal readonly record struct SessionTerms(LifetimeChange? Lifetime, UserBinding? Binding)
{
    public UserKey? User => Binding?.User;

    /// <summary>What becomes of the lifetime that the session has.</summary>
    public Lifetime LifetimeOn(Lifetime current) => Lifetime?.On(current) ?? current;
}
