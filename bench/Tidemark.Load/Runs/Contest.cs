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
/// <param name="IsWrite">Whether a request changes one field of one line; else it reads all of them.</param>
internal sealed record Contest(Routing Routing, OrderSize Size, bool IsWrite)
{
    public const string ByGet = "GetAsync";
    public const string ByRead = "Read";

    public static IReadOnlyList<Contest> All { get; } =
    [
        .. from routing in Enum.GetValues<Routing>()
           from size in new[] { OrderSize.Small, OrderSize.Large }
           from isWrite in new[] { false, true }
           select new Contest(routing, size, isWrite),
    ];

    public string Name => $"{(IsWrite ? "write" : "read")}, {Size.Name}";

    public IReadOnlyList<Contestant> Contestants => IsWrite
        ? [new(AppKind.None, "", "/none"), new(AppKind.Peer, "", Path("write")), new(AppKind.Tidemark, ByGet, Path("write"))]
        :
        [
            new(AppKind.None, "", "/none"), new(AppKind.Peer, "", Path("read")),
            new(AppKind.Tidemark, ByGet, Path("read")), new(AppKind.Tidemark, ByRead, Path("look")),
        ];

    private string Path(string verb) => $"/{verb}?size={Size.Name}";
}
