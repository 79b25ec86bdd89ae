namespace Tidemark.Redis.Tests.Servers;

/// <summary>Something that a proxy does once, to the next request that holds some bytes, or to the reply of it.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Pattern">The bytes that the request holds, anywhere.</param>
/// <param name="After">How many bytes still pass before a cut.</param>
internal sealed record ProxyTrap(TrapKind Kind, byte[] Pattern, int After)
{
    private readonly TaskCompletionSource _sprung = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ProxyLink? _link;

    /// <summary>Completes when it has been done.</summary>
    public Task Sprung => _sprung.Task;

    /// <summary>Whether it has all the requests it waits for; a swap takes two, of one link.</summary>
    public bool IsFull { get; private set; }

    public void Spring() => _sprung.TrySetResult();

    /// <summary>Takes a request, if it is one that it waits for.</summary>
    public bool TryTake(ProxyLink link, ReadOnlySpan<byte> request)
    {
        if (request.IndexOf(Pattern) < 0 || (_link is { HasEnded: false } && _link != link))
            return false;
        IsFull = Kind != TrapKind.SwapReplies || _link == link;
        _link = link;
        return true;
    }
}

internal enum TrapKind
{
    CutRequest,
    CutReply,
    SwapReplies,
}
