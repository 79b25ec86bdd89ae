namespace Tidemark;

/// <summary>The opening of a session that was not used before: once, however many wait for it.</summary>
/// <remarks>Belongs to one unit of work, as it does: not safe for several threads at once.</remarks>
internal sealed class FirstUse(SessionNode node, SessionAccess access, ISessionClaim claim)
{
    // Whoever blocks for it, or has something to store, does not want it less because its client has gone.
    private static readonly CancellationToken Unending = new CancellationTokenSource().Token;

    private Task<StateHold>? _underWay;

    /// <summary>What it does with the session. Whoever comes after the end of his unit may only look.</summary>
    public SessionAccess Access { get; set; } = access;

    /// <summary>The hold that it is opening; null if it is not.</summary>
    public Task<StateHold>? UnderWay => _underWay is { IsFaulted: false, IsCanceled: false } ? _underWay : null;

    /// <summary>Has the session, or a new one if there is none.</summary>
    /// <exception cref="SessionLockTimeoutException">Somebody had the session for too long, or too many wait for it.</exception>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public ValueTask<StateHold> OpenAsync(CancellationToken cancellationToken)
    {
        if (UnderWay is { } underWay)
            return new ValueTask<StateHold>(underWay.WaitAsync(cancellationToken));
        var opening = FindAsync(cancellationToken.CanBeCanceled ? cancellationToken : claim.WhileWanted);
        return opening.IsCompletedSuccessfully ? opening : new ValueTask<StateHold>(_underWay = opening.AsTask());
    }

    /// <summary>The same for whoever cannot wait. Blocks the thread, unless the node has the session.</summary>
    public StateHold Open()
    {
        var opening = Unbound.Start(() => OpenAsync(Unending));
        if (opening.IsCompleted)
            return opening.Result;
        claim.Blocking();
        return opening.AsTask().GetAwaiter().GetResult();
    }

    private async ValueTask<StateHold> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (var number = 0; claim.TryGetId(number, out var id); number++)
            {
                if (await node.Opener.OpenAsync(id, Access, claim.Purpose, claim.WhileWanted, cancellationToken) is { } hold)
                    return hold;
            }

            return node.NewHold(Access, claim.Purpose);
        }
        catch (Exception exception)
        {
            claim.Refused(exception);
            throw;
        }
    }
}
