using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark.Tool.Tests.Rig;

/// <summary>One server of an application that keeps its sessions in a store, without HTTP.</summary>
internal sealed class ShopServer : IAsyncDisposable
{
    private readonly IPrimaryStore _store;

    public ShopServer(IPrimaryStore store, Action<TidemarkOptions>? configure = null)
    {
        // A machine that is busy takes nobody for dead here.
        var options = new TidemarkOptions { Application = Shop.Name, NodeLease = TimeSpan.FromMinutes(5), StoreTimeout = TimeSpan.FromMinutes(1) };
        options.Serializers.Use<Profile>(new JsonAttributeSerializer());
        configure?.Invoke(options);
        _store = store;
        Sessions = new SessionManager(store, new GraphSerializer(options.Graph), options, TimeProvider.System, NullLogger<SessionManager>.Instance);
    }

    public SessionManager Sessions { get; }

    /// <summary>Ids that were given out, which nobody may print.</summary>
    public List<SessionId> Ids { get; } = [];

    /// <summary>Begins a session; a user's, if one is named.</summary>
    public async Task<StateKey> BeginAsync(string? user = null, Func<Session, Task>? work = null)
    {
        await using var session = Sessions.Create("POST /basket");
        await session.SetAsync(Shop.Note, "hello");
        if (user is not null)
            await session.BindUserAsync(user);
        if (work is not null)
            await work(session);
        await session.CompleteAsync(TestContext.Current.CancellationToken);
        Ids.Add(session.Id);
        return StateKey.From(Shop.Name, session.Id);
    }

    public async ValueTask DisposeAsync()
    {
        await Sessions.DisposeAsync();
        await ((IAsyncDisposable)_store).DisposeAsync();
    }
}
