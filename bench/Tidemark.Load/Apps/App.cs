namespace Tidemark.Load.Apps;

/// <summary>An app of the bench: what keeps its sessions, and where.</summary>
/// <param name="Kind">What keeps its sessions.</param>
/// <param name="Store">Where they are.</param>
/// <param name="HasFeed">Whether its store keeps a feed of changes; then it shares no store with an app that has none.</param>
internal sealed record App(AppKind Kind, StoreKind Store, bool HasFeed = false)
{
    public static readonly App NoSession = new(AppKind.None, StoreKind.None);
    public static readonly App OneCall = new(AppKind.OneCall, StoreKind.Redis);
    public static readonly App PeerOnRedis = new(AppKind.Peer, StoreKind.Redis);
    public static readonly App PeerOnPostgreSql = new(AppKind.Peer, StoreKind.PostgreSql);
    public static readonly App TidemarkOnSqlite = new(AppKind.Tidemark, StoreKind.Sqlite);
    public static readonly App TidemarkOnRedis = new(AppKind.Tidemark, StoreKind.Redis);
    public static readonly App TidemarkOnPostgreSql = new(AppKind.Tidemark, StoreKind.PostgreSql);

    public bool HasSessions => Kind is AppKind.Peer or AppKind.Tidemark;

    /// <summary>As the page calls it.</summary>
    public string Name => Store switch
    {
        StoreKind.None => Keeper,
        StoreKind.PostgreSql => $"{Keeper} on PostgreSQL",
        StoreKind.Sqlite => $"{Keeper} on SQLite",
        _ => $"{Keeper} on Redis",
    };

    private string Keeper => Kind switch
    {
        AppKind.None => "no session",
        AppKind.OneCall => "one call",
        AppKind.Peer => "ASP.NET Core's",
        _ => "Tidemark",
    };
}
