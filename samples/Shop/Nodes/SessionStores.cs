using Tidemark;

namespace Shop.Nodes;

/// <summary>Where an app server keeps its sessions.</summary>
internal static class SessionStores
{
    public static void Add(IServiceCollection services, NodeSeat seat)
    {
        var sessions = services.AddTidemark();
        if (seat.Store is { } store)
            Use(sessions, store);
        else
            sessions.UseSqlite(seat.SessionFile);
        if (seat.Standby is { } standby)
            sessions.WithStandby(other => Use(other, standby));
    }

    private static void Use(TidemarkBuilder sessions, SharedStore store)
    {
        if (store.IsRedis)
            sessions.UseRedis(store.Configuration);
        else
            sessions.UsePostgreSql(store.Configuration);
    }
}
