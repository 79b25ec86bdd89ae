using Tidemark.Stores;

namespace Tidemark;

/// <summary>What a commit says of a session beside its attributes.</summary>
/// <param name="Lifetime">How long it lives from now on.</param>
/// <param name="Binding">Whose it is from now on; null to leave that as it is.</param>
internal readonly record struct SessionTerms(Lifetime Lifetime, UserBinding? Binding)
{
    public UserKey? User => Binding?.User;
}
