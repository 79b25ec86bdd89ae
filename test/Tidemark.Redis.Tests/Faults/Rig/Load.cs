namespace Tidemark.Redis.Tests.Faults;

/// <summary>Visitors that write without a pause, each on all nodes in turn, until it is disposed.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly IReadOnlyList<Visitor> _visitors;
    private readonly IReadOnlyList<Node> _nodes;
    private readonly CancellationTokenSource _enough = new();
    private readonly Task _running;

    // Guarded by itself.
    private readonly List<Told> _failures = [];

    public Load(IReadOnlyList<Visitor> visitors, params IReadOnlyList<Node> nodes)
    {
        (_visitors, _nodes) = (visitors, nodes);
        _running = Task.WhenAll(visitors.Select((visitor, number) => Task.Run(() => WriteAsync(visitor, number))));
    }

    public int Acknowledged => _visitors.Sum(visitor => visitor.Ledger.Acknowledged);

    public IReadOnlyList<Told> Failures
    {
        get
        {
            lock (_failures)
                return [.. _failures];
        }
    }

    /// <summary>Waits until some more requests were acknowledged.</summary>
    public Task ProgressAsync(int requests = 20)
    {
        var before = Acknowledged;
        return UntilAsync("requests are acknowledged", () => Acknowledged >= before + requests);
    }

    /// <summary>Waits until one more request has failed, and returns it.</summary>
    public async Task<Told> FailureAsync()
    {
        var before = Failures.Count;
        await UntilAsync("a request fails", () => Failures.Count > before);
        return Failures[before];
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _running;
        _enough.Dispose();
    }

    // A request that failed in a way it must not would leave the others running, and the test waiting.
    private Task UntilAsync(string what, Func<bool> isSo) => Patience.UntilAsync(what, async () =>
    {
        if (_running.IsCompleted)
            await _running;
        return isSo();
    });

    private async Task WriteAsync(Visitor visitor, int number)
    {
        for (; !_enough.IsCancellationRequested; number++)
        {
            var told = await visitor.WriteAsync(_nodes[number % _nodes.Count], number % 3 == 0 ? SessionAccess.Exclusive : SessionAccess.Shared);
            if (told.IsOk)
                continue;
            lock (_failures)
                _failures.Add(told);
        }
    }
}
