namespace Tidemark.Stores;

/// <summary>
/// What most requests ask of a session, for an engine to which the way is long and that can do it in one trip: <see cref="UsualGrant"/>,
/// <see cref="UsualCommit"/> or <see cref="UsualReturn"/>. Whatever is otherwise in any way it leaves to the decision, having written nothing. The conformance
/// kit holds both side by side.
/// </summary>
public abstract record UsualRequest
{
    private protected UsualRequest()
    {
    }

    /// <summary>Newer than which version rows are to be loaded; null for none.</summary>
    public abstract StateVersion? Newer { get; }
}

/// <summary>The grant of a lease that nobody holds and nobody else waits for, of a session whose time is not up.</summary>
/// <param name="Node">To whom.</param>
/// <param name="Known">The version that the node knows.</param>
/// <param name="KnownUnder">Under which lease.</param>
/// <param name="Lease">The random part of the new token.</param>
/// <param name="Purpose">What for.</param>
public sealed record UsualGrant(NodeId Node, StateVersion Known, LeaseToken KnownUnder, UInt128 Lease, string Purpose) : UsualRequest
{
    /// <inheritdoc/>
    public override StateVersion? Newer => Known;
}

/// <summary>
/// A commit under a lease that is held and for which nobody waits. It changes nothing of the session but attributes that it has, and keeps the lease or gives
/// it back.
/// </summary>
/// <param name="Request">The commit.</param>
public sealed record UsualCommit(CommitRequest Request) : UsualRequest
{
    /// <inheritdoc/>
    public override StateVersion? Newer => null;

    /// <summary>The commit, if it may be a usual one; else null.</summary>
    public static UsualCommit? Of(CommitRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Token.IsNone || request.Then == AfterCommit.End || request.Differences.Count == 0)
            return null;
        for (var number = 0; number < request.Differences.Count; number++)
        {
            if (request.Differences[number] is Removal)
                return null;
        }

        return new UsualCommit(request);
    }
}

/// <summary>The return of a lease for which nobody waits.</summary>
/// <param name="Token">The lease.</param>
/// <param name="Unused">How long ago the session was last used under it.</param>
public sealed record UsualReturn(LeaseToken Token, TimeSpan Unused) : UsualRequest
{
    /// <inheritdoc/>
    public override StateVersion? Newer => null;
}
