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
internal sealed record Contest(Routing Routing, OrderSize Size, Work Work)
{
    public static IReadOnlyList<Contest> All { get; } =
    [
        .. from routing in Enum.GetValues<Routing>()
           from size in new[] { OrderSize.Small, OrderSize.Large }
           from work in Enum.GetValues<Work>()
           select new Contest(routing, size, work),
    ];

    public string Name => $"{Verb.Replace('-', ' ')}, {Size.Name}";

    public IReadOnlyList<Contestant> Contestants =>
    [
        .. from kind in Enum.GetValues<AppKind>()
           where kind != AppKind.OneCall || Work == Work.Write
           select new Contestant(kind, $"/{Verb}?size={Size.Name}"),
    ];

    private string Verb => Work switch
    {
        Work.Read => "read",
        Work.Write => "write",
        _ => "read-all",
    };
}
