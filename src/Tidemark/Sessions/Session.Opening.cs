namespace Tidemark;

// The first use, which finds the session.
public sealed partial class Session
{
    /// <summary>
    /// Finds the session, if nothing has been asked of it so far: whoever looks at it afterwards blocks no thread. In a request this is done by the first
    /// asynchronous call, and before the handler where the session is exclusive or a parameter of it.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SessionLockTimeoutException">Somebody had the session for too long, or too many wait for it.</exception>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public ValueTask LoadAsync(CancellationToken cancellationToken = default) => _work.OpenAsync(cancellationToken);

    /// <summary>Whether it was used.</summary>
    internal bool IsOpen => _work.IsOpen;

    // By the time it is found, it may be too late to change anything.
    private async ValueTask OpenToChangeAsync(CancellationToken cancellationToken)
    {
        await _work.OpenAsync(cancellationToken);
        EnsureWritable(cancellationToken);
    }

    private async ValueTask<T?> OpenAndGetAsync<T>(SessionKey<T> key, CancellationToken cancellationToken)
    {
        await OpenToChangeAsync(cancellationToken);
        return await Attributes.GetAsync(key, cancellationToken);
    }

    private async ValueTask<T> OpenAndGetOrCreateAsync<T>(SessionKey<T> key, Func<T> create, CancellationToken cancellationToken)
    {
        await OpenToChangeAsync(cancellationToken);
        _work.EnsureMayBegin();
        return await Attributes.GetOrCreateAsync(key, create, cancellationToken);
    }

    private async ValueTask OpenAndSetAsync<T>(SessionKey<T> key, T value, CancellationToken cancellationToken)
    {
        await OpenToChangeAsync(cancellationToken);
        _work.EnsureMayBegin();
        await Attributes.SetAsync(key, value, cancellationToken);
    }

    private async ValueTask OpenAndRemoveAsync(string name, CancellationToken cancellationToken)
    {
        await OpenToChangeAsync(cancellationToken);
        await RemoveNowAsync(name, cancellationToken);
    }

    private ValueTask RemoveNowAsync(string name, CancellationToken cancellationToken) =>
        Changes.IsRevoked ? default : Attributes.RemoveAsync(name, cancellationToken);

    private async ValueTask OpenAndLockAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        await OpenToChangeAsync(cancellationToken);
        await LockNowAsync(names, cancellationToken);
    }

    private ValueTask LockNowAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        Changes.IsRevoked ? default : Hold.TakeAsync(names, cancellationToken);

    private async ValueTask OpenAndRegenerateIdAsync(CancellationToken cancellationToken)
    {
        await OpenToChangeAsync(cancellationToken);
        Changes.RenewId();
    }

    private async ValueTask OpenAndBindUserAsync(string user, CancellationToken cancellationToken)
    {
        await OpenToChangeAsync(cancellationToken);
        await BindUserNowAsync(user, cancellationToken);
    }
}
