using Tidemark.Load.Apps;

namespace Tidemark.Load.Runs;

/// <summary>Where the requests of a session go.</summary>
internal enum Routing
{
    /// <summary>All to one process.</summary>
    Sticky,

    /// <summary>To two processes in turn.</summary>
    RoundRobin,
}

/// <summary>The same work for every app.</summary>
/// <param name="Routing">Where the requests of a session go.</param>
/// <param name="Size">What its sessions hold.</param>
/// <param name="Work">What a request does.</param>
/// <param name="Apps">Who takes part, if it can do that work.</param>
internal sealed record Contest(Routing Routing, OrderSize Size, Work Work, IReadOnlyList<App> Apps)
{
    /// <summary>With every kind of app, on Redis.</summary>
    public static IReadOnlyList<Contest> OnRedis { get; } =
        Every(Enum.GetValues<Work>(), [App.NoSession, App.OneCall, App.PeerOnRedis, App.TidemarkOnRedis]);

    /// <summary>With every store. That a read goes through all attributes says nothing more about them.</summary>
    public static IReadOnlyList<Contest> OfStores { get; } = Every(
        [Work.Read, Work.Write], [App.PeerOnRedis, App.PeerOnPostgreSql, App.TidemarkOnSqlite, App.TidemarkOnRedis, App.TidemarkOnPostgreSql]);

    public string Name => $"{Verb.Replace('-', ' ')}, {Size.Name}";

    public IReadOnlyList<Contestant> Contestants =>
    [
        .. from app in Apps
           where app.Kind != AppKind.OneCall || Work == Work.Write
           select new Contestant(app, $"/{Verb}?size={Size.Name}"),
    ];

    private string Verb => Work switch
    {
        Work.Read => "read",
        Work.Write => "write",
        _ => "read-all",
    };

    private static IReadOnlyList<Contest> Every(Work[] works, IReadOnlyList<App> apps) =>
    [
        .. from routing in Enum.GetValues<Routing>()
           from size in new[] { OrderSize.Small, OrderSize.Large }
           from work in works
           select new Contest(routing, size, work, apps),
    ];
}
