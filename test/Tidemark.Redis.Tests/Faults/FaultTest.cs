using Microsoft.Extensions.Logging;
using Tidemark.AspNetCore.Tests;
using Tidemark.Redis.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>
/// A test with servers and nodes of its own. At its end it looks into all that they logged: there is no id of a session, nor what a
/// session is called in the store.
/// </summary>
public abstract class FaultTest : IAsyncLifetime
{
    /// <summary>
    /// What a busy machine may add to anything. With the node lease it is less than a wait for a session takes that is in vain, so that what never
    /// comes is not taken for what is late.
    /// </summary>
    protected static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    private readonly Stack<IAsyncDisposable> _owned = [];
    private readonly List<Visitor> _visitors = [];

    internal LogCapture Log { get; } = new();

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out var owned))
            await owned.DisposeAsync();
        foreach (var visitor in _visitors)
            AssertSecret(visitor.Id);
    }

    protected static void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(what);

    protected async Task<RedisServer> StartServerAsync(RedisSettings? settings = null) => Own(await RedisServer.StartAsync(settings));

    protected TcpProxy ProxyBefore(RedisServer server) => Own(TcpProxy.Before(server));

    internal Node NewNode(string configuration, Action<RedisStoreOptions>? redis = null, Action<TidemarkOptions>? tidemark = null)
    {
        var (store, options) = (Node.RedisOptions(configuration), Node.Options());
        redis?.Invoke(store);
        tidemark?.Invoke(options);
        return Own(new Node(NewLoggers(), store, options));
    }

    internal async Task<Visitor> NewVisitorAsync(Node node)
    {
        var visitor = await Visitor.StartAsync(node);
        lock (_visitors)
            _visitors.Add(visitor);
        return visitor;
    }

    internal Task<Visitor[]> NewVisitorsAsync(int count, params IReadOnlyList<Node> nodes) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(number => NewVisitorAsync(nodes[number % nodes.Count])));

    protected ILoggerFactory NewLoggers() => LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));

    protected T Own<T>(T owned) where T : IAsyncDisposable
    {
        _owned.Push(owned);
        return owned;
    }

    internal static string NameOf(SessionId id) => RedisKeys.NameOf(StateKey.From(Node.Application, id).Bytes);

    private void AssertSecret(SessionId id)
    {
        var key = StateKey.From(Node.Application, id);
        string[] secrets = [id.Reveal(), RedisKeys.NameOf(key.Bytes), Convert.ToHexString(key.Bytes)];
        foreach (var secret in secrets)
            Assert.DoesNotContain(Log.Lines, line => line.Text.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }
}
