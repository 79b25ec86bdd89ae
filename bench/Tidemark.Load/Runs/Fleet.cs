using Tidemark.Load.Apps;
using Tidemark.Load.Servers;

namespace Tidemark.Load.Runs;

/// <summary>Store servers, and processes of the apps on them.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly Dictionary<App, List<AppProcess>> _apps = [];

    private Fleet(StoreServers stores, string folder)
    {
        Stores = stores;
        Folder = folder;
    }

    public StoreServers Stores { get; }

    public RedisServer Redis => Stores.Redis;

    public string Folder { get; }

    /// <summary>Starts the servers that some apps need.</summary>
    public static async Task<Fleet> StartAsync(string folder, IEnumerable<App> apps) => new(await StoreServers.StartAsync(apps, folder), folder);

    /// <summary>Starts processes one after the other: the first makes what the next ones share.</summary>
    public async Task AddAsync(App app, int processes)
    {
        var started = _apps[app] = [];
        while (started.Count < processes)
            started.Add(await AppProcess.StartAsync(new AppOptions(app, Stores.AddressOf(app), Folder)));
    }

    public IReadOnlyList<Uri> Targets(App app) => [.. _apps[app].Select(process => process.Address)];

    public IReadOnlyList<Uri> Targets(App app, Routing routing) => [.. Targets(app).Take(routing == Routing.Sticky ? 1 : 2)];

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _apps.Values.SelectMany(processes => processes))
            await process.DisposeAsync();
        await Stores.DisposeAsync();
    }
}
