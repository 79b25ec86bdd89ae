using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Clients;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Cluster.Load;

/// <summary>Nodes in the test's own process, on real servers, and clients that share some dozens of sessions over all of them.</summary>
internal sealed class SessionLoad : IAsyncDisposable
{
    private const int ClientsPerSession = 3;
    private static int _loads;

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _clients = [];
    private readonly List<Node> _nodes = [];
    private readonly List<LoadSession> _sessions = [];
    private readonly string _servers;
    private readonly int _seed;

    private SessionLoad(string servers, int seed) => (_servers, _seed) = (servers, seed);

    public string Prefix { get; } = $"load:{Interlocked.Increment(ref _loads)}";

    public LoadHistory History { get; } = new();

    public IReadOnlyList<Node> Nodes => _nodes;

    public IReadOnlyList<LoadSession> Sessions => _sessions;

    /// <summary>Nodes and sessions, and no load yet. The seed is printed.</summary>
    public static async Task<SessionLoad> CreateAsync(string servers, int sessions, int nodes = 3, TimeSpan? lease = null)
    {
        var load = new SessionLoad(servers, Random.Shared.Next());
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {load._seed}");
        for (var number = 1; number <= nodes; number++)
            load.AddNode(lease: lease);

        // As a host does at its start.
        await Task.WhenAll(load.Nodes.Select(node => ConnectAsync(node.Store)));
        await Task.WhenAll(Enumerable.Range(1, sessions).Select(number => load.AddSessionAsync(load.Nodes[number % nodes])));
        return load;
    }

    /// <summary>One more node, which clients that are running know nothing of.</summary>
    /// <param name="callTimeout">After how long it gives up a call.</param>
    /// <param name="lease">How long it is alive after a beat.</param>
    public Node AddNode(TimeSpan? callTimeout = null, TimeSpan? lease = null)
    {
        var node = new Node(_nodes.Count + 1, _servers, Prefix, History, callTimeout, lease);
        _nodes.Add(node);
        return node;
    }

    /// <summary>One more session, with one id in its list, whose lease <paramref name="node"/> keeps.</summary>
    public async Task<LoadSession> AddSessionAsync(Node node)
    {
        var invoked = History.Tick();
        await using var created = node.Sessions.Create("create", SessionAccess.Exclusive);
        LoadSession session;
        lock (_sessions)
        {
            // Its id is not fixed before it is asked for.
            session = new LoadSession(_sessions.Count + 1, created.Id);
            _sessions.Add(session);
        }

        List<string> log = [$"{session.Family}:0"];
        var count = new Tally { Owner = session.Family, Value = 1 };
        await created.SetAsync(Attributes.Log, log);
        await created.SetAsync(Attributes.Count, count);
        var step = History.Add(new Operation(0, session.Number, Effect.Create, invoked)
        {
            Writes = new() { ["log"] = Attributes.Text(log), ["count"] = Attributes.Text(count) },
        });
        await created.CompleteAsync();
        step.Succeed(History.Tick());
        return session;
    }

    /// <summary>Sends requests from now on, of some sessions or all, until <see cref="StopAsync"/>.</summary>
    public void Start(IReadOnlyList<LoadSession>? sessions = null)
    {
        foreach (var session in sessions ?? _sessions)
        {
            for (var client = 0; client < ClientsPerSession; client++)
                _clients.Add(RunAsync(session, new Random(HashCode.Combine(_seed, session.Number, client)), [.. _nodes]));
        }
    }

    /// <summary>Waits until all requests are answered.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_clients).WaitAsync(Patience.Longest);
    }

    /// <summary>Sends one request, and waits for its answer.</summary>
    public async Task<Visit> SendAsync(LoadSession session, Node node, SessionAccess access, Func<Task>? inside = null)
    {
        var visit = History.Plan(session, node, access);
        await visit.RunAsync(inside: inside);
        return visit;
    }

    /// <summary>Has the checkers judge what became of some sessions, or all.</summary>
    public async Task<IReadOnlyList<SessionVerdict>> JudgeAsync(IReadOnlyList<LoadSession>? sessions = null, TimeSpan? failedOver = null)
    {
        await using var reader = new RedisStore(new RedisStoreOptions { Configuration = _servers, KeyPrefix = Prefix });
        await ConnectAsync(reader);
        var verdicts = new List<SessionVerdict>();
        foreach (var session in sessions ?? _sessions)
            verdicts.Add(SessionVerdict.Of(session, await session.ReadAsync(reader), History, failedOver));
        return verdicts;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Task.WhenAll(_nodes.Select(node => node.DisposeAsync().AsTask()));
        _stop.Dispose();
    }

    // While a server is down that is named to it, a client takes seconds to connect.
    private static Task ConnectAsync(IPrimaryStore store) => Patience.UntilAsync("the store is connected", () => IsConnectedAsync(store));

    private static async Task<bool> IsConnectedAsync(IPrimaryStore store)
    {
        try
        {
            await store.ReadSchemaAsync(0, TestContext.Current.CancellationToken);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private async Task RunAsync(LoadSession session, Random random, Node[] nodes)
    {
        while (!_stop.IsCancellationRequested)
        {
            var access = random.Next(10) switch { < 5 => SessionAccess.Shared, < 7 => SessionAccess.Exclusive, _ => SessionAccess.ReadOnly };
            var visit = History.Plan(session, nodes[random.Next(nodes.Length)], access);
            await visit.RunAsync(TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(10) : 0));
            await Task.Delay(random.Next(20, 120), CancellationToken.None);
        }
    }
}
