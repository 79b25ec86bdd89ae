namespace Tidemark;

/// <summary>How a unit of work finds its session when that is first used.</summary>
internal static class FirstUse
{
    /// <summary>For whoever does not want the session less because his client has gone: he blocks for it, or has something to store.</summary>
    public static readonly CancellationToken Unending = new CancellationTokenSource().Token;

    /// <summary>Has the session, or a new one if there is none.</summary>
    /// <exception cref="SessionLockTimeoutException">Somebody had the session for too long, or too many wait for it.</exception>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public static async ValueTask<StateHold> FindAsync(SessionNode node, SessionAccess access, IUnitOwner owner, CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
            cancellationToken = owner.WhileWanted;
        try
        {
            for (var number = 0; owner.TryGetId(number, out var id); number++)
            {
                if (await node.Opener.OpenAsync(id, access, owner.Purpose, owner.WhileWanted, cancellationToken) is { } hold)
                    return hold;
            }

            return node.NewHold(access, owner.Purpose);
        }
        catch (Exception exception)
        {
            owner.Refused(exception);
            throw;
        }
    }

    /// <summary>The same for whoever cannot wait. Blocks the thread, unless the node has the session.</summary>
    public static StateHold Find(IUnitOwner owner, Func<ValueTask<StateHold>> find)
    {
        var opening = Unbound.Start(find);
        if (!opening.IsCompleted)
            owner.Blocking();
        return Unbound.Wait(opening);
    }

    /// <summary>Gives back what comes too late. Does not fail: whoever asked for it was told.</summary>
    public static async ValueTask CloseAsync(Task<StateHold> late)
    {
        try
        {
            await (await late).CloseAsync();
        }
        catch (Exception)
        {
            // It did not come at all.
        }
    }
}
