using Tidemark.Load.Apps;
using Tidemark.Load.Runs;

namespace Tidemark.Load.Replicas;

/// <summary>What the change feed costs an application that writes in each request: the load bench's small write, without it and with it, in turns.</summary>
internal static class FeedLoad
{
    public static async Task<IReadOnlyList<FeedLoadResult>> MeasureAsync(bool isTry)
    {
        StoreKind[] stores = isTry ? [StoreKind.Sqlite] : [StoreKind.Sqlite, StoreKind.Redis, StoreKind.PostgreSql];
        Contest[] contests =
        [
            .. from store in stores
               from routing in Enum.GetValues<Routing>()
               select new Contest(routing, OrderSize.Small, Work.Write, [Off(store), On(store)]),
        ];
        using var folder = new RunFolder();
        await using var fleet = await Fleet.StartAsync(folder.Path, contests.SelectMany(contest => contest.Apps));
        return
        [
            .. from result in await Tournament.RunAsync(contests, fleet, new Drivers(folder.Path), isTry ? Timing.Try : Timing.Full)
               let store = result.Contest.Apps[0].Store
               let processes = result.Contest.Routing == Routing.Sticky ? "one process" : "two processes in turn"
               let without = result.Of(Off(store))
               let with = result.Of(On(store))
               select new FeedLoadResult(store, processes, without.Rate, with.Rate, with.By(without)),
        ];
    }

    private static App Off(StoreKind store) => new(AppKind.Tidemark, store);

    private static App On(StoreKind store) => Off(store) with { HasFeed = true };
}

/// <summary>Requests per second.</summary>
/// <param name="Store">The engine.</param>
/// <param name="Processes">Where the requests of a session go.</param>
/// <param name="Off">Without a feed.</param>
/// <param name="On">With one.</param>
/// <param name="Ratio">The median of the turns' ratios.</param>
internal sealed record FeedLoadResult(StoreKind Store, string Processes, double Off, double On, double Ratio);
