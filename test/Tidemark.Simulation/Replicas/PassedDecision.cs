using Tidemark.Stores;

namespace Tidemark.Simulation.Replicas;

/// <summary>A decision that is another one, watched or altered on its way.</summary>
internal abstract class PassedDecision<T>(RecordDecision<T> inner) : RecordDecision<T>
{
    protected RecordDecision<T> Inner => inner;

    public sealed override string Verb => inner.Verb;

    public sealed override StateVersion? Newer => inner.Newer;

    public sealed override bool IsGuarded => inner.IsGuarded;

    public sealed override bool LeavesWord => inner.LeavesWord;

    public sealed override RecordAccess Access => inner.Access;
}
