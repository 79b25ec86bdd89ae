using Tidemark.Load.Apps;
using Tidemark.Load.Servers;

namespace Tidemark.Load.Runs;

/// <summary>A Redis server, and processes of the apps on it.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly Dictionary<AppKind, List<AppProcess>> _apps = [];

    private Fleet(RedisServer redis, string folder)
    {
        Redis = redis;
        Folder = folder;
    }

    public RedisServer Redis { get; }

    public string Folder { get; }

    public static async Task<Fleet> StartAsync(string folder) => new(await RedisServer.StartAsync(folder), folder);

    /// <summary>Starts processes one after the other: the first makes what the next ones share.</summary>
    public async Task AddAsync(AppKind kind, int processes)
    {
        var apps = _apps[kind] = [];
        while (apps.Count < processes)
            apps.Add(await AppProcess.StartAsync(new AppOptions(kind, Redis.Address, Folder)));
    }

    public IReadOnlyList<Uri> Targets(AppKind kind) => [.. _apps[kind].Select(app => app.Address)];

    public IReadOnlyList<Uri> Targets(AppKind kind, Routing routing) => [.. Targets(kind).Take(routing == Routing.Sticky ? 1 : 2)];

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps.Values.SelectMany(apps => apps))
            await app.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
