using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests.Deploys;

/// <summary>A node of the old build and one of the new, on one store. Either may be started again, and then knows nothing.</summary>
internal sealed class TwoBuilds : IAsyncDisposable
{
    private readonly TemporaryFile _file = new();
    private readonly TidemarkOptions _options = new() { Application = "shop", LockWaitTimeout = TimeSpan.FromSeconds(30) };
    private readonly SessionManager[] _nodes;

    public TwoBuilds(bool isDurable)
    {
        Store = isDurable
            ? new SqliteStore(new SqliteStoreOptions { Path = _file.Path, Durability = SqliteDurability.Process }, TimeProvider.System)
            : new MemoryStore(TimeProvider.System);
        _nodes = [NewNode(), NewNode()];
    }

    public IPrimaryStore Store { get; }

    public SessionManager Of(bool isNew) => _nodes[isNew ? 1 : 0];

    public async Task RestartAsync(bool isNew)
    {
        await Of(isNew).DisposeAsync();
        _nodes[isNew ? 1 : 0] = NewNode();
    }

    public async Task<SessionId> CreateAsync(bool isNew, Func<Session, Task> fill)
    {
        await using var session = Of(isNew).Create();
        await fill(session);
        await session.CompleteAsync();
        return session.Id;
    }

    public async Task<T> RequestAsync<T>(bool isNew, SessionId id, Func<Session, Task<T>> handle, SessionAccess access = SessionAccess.Shared)
    {
        await using var session = await Of(isNew).OpenAsync(id, access) ?? throw new InvalidOperationException("The session is gone.");
        var result = await handle(session);
        await session.CompleteAsync();
        return result;
    }

    public Task RequestAsync(bool isNew, SessionId id, Func<Session, Task> handle) => RequestAsync(isNew, id, async session =>
    {
        await handle(session);
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        if (Store is IAsyncDisposable store)
            await store.DisposeAsync();
        _file.Dispose();
    }

    private SessionManager NewNode() =>
        new(Store, new GraphSerializer(), _options, TimeProvider.System, NullLogger<SessionManager>.Instance);
}
