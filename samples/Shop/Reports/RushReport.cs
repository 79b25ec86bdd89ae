using System.Text.Json;
using Shop.Commands;
using Shop.Nodes;
using Shop.Numbers;
using Shop.Shoppers;

namespace Shop.Reports;

/// <summary>What a rush hour came to: what the shoppers saw, and what the app servers counted.</summary>
internal sealed record RushReport
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web) { WriteIndented = true };

    public required int Shoppers { get; init; }

    public required int Seed { get; init; }

    public required ServerChoice Servers { get; init; }

    public required double Seconds { get; init; }

    public required IReadOnlyList<long> RequestsPerNode { get; init; }

    public required double MedianMilliseconds { get; init; }

    public required double P99Milliseconds { get; init; }

    public required long Sessions { get; init; }

    public required long Changes { get; init; }

    public required long ParallelChanges { get; init; }

    public required long Crashes { get; init; }

    public required long PagesVerified { get; init; }

    public required long FactsVerified { get; init; }

    public required long Unavailable { get; init; }

    public required long NoAnswer { get; init; }

    public required long? StoreBytes { get; init; }

    public required IReadOnlyList<RouteNumbers> Routes { get; init; }

    public required LeaseNumbers Leases { get; init; }

    public required IReadOnlyList<Finding> Errors { get; init; }

    public required IReadOnlyList<Finding> LostUpdates { get; init; }

    /// <summary>How many of them were of a shopper who had signed in, and was not any more.</summary>
    public required long SignOuts { get; init; }

    /// <summary>Null if the store did not change.</summary>
    public required SwitchOverNumbers? SwitchOver { get; init; }

    public long Requests => RequestsPerNode.Sum();

    public double RequestsPerSecond => Requests / Seconds;

    public RouteNumbers All => RouteNumbers.Sum("all", Routes);

    /// <summary>Calls of the store about sessions, for whatever the shoppers' requests led to, spread over these requests.</summary>
    public double StoreCallsPerRequest => All.Requests == 0 ? 0 : (double)Leases.Calls / All.Requests;

    /// <summary>
    /// The same without the acquires that only waited for another app server, and without one return for each recall.
    /// How many there are of both is for the machine to say.
    /// </summary>
    public double UsefulStoreCallsPerRequest =>
        All.Requests == 0 ? 0 : (double)(Leases.Calls - Leases.AskedAgain - Leases.Recalls) / All.Requests;

    /// <summary>Those of them that no request waited for, such as the return of a lease that was asked back.</summary>
    public long StoreCallsBetweenRequests => Leases.Calls - All.StoreCalls;

    /// <summary>Requests in the steady state. Those that begin or end an id are not of it.</summary>
    public SettledNumbers Settled => SettledRoutes.Aggregate(SettledNumbers.None, (sum, route) => sum + route.Settled);

    public IEnumerable<RouteNumbers> SettledRoutes => Routes.Where(route => !route.ChangesId);

    /// <summary>Pages that read the cart through a mutable access, and change nothing.</summary>
    public RouteNumbers CartRead => Route("GET /Cart");

    /// <summary><c>cart.Lines[place].Quantity++</c>, and no more.</summary>
    public RouteNumbers OneLineChanged => Route("POST /Cart More");

    public IReadOnlyList<string> Faults => [.. RushRules.Broken(this)];

    public bool Passed => Faults.Count == 0;

    public static async Task<RushReport> MakeAsync(
        ShopOptions options, TimeSpan elapsed, Tally tally, NodeGroup group, SwitchOver? change, CancellationToken cancellationToken) =>
        Make(options, elapsed, tally, group, change, await group.CountAsync(cancellationToken));

    public async Task SaveAsync(FileInfo file, CancellationToken cancellationToken)
    {
        await using var stream = file.Create();
        await JsonSerializer.SerializeAsync(stream, this, Indented, cancellationToken);
    }

    private static RushReport Make(ShopOptions options, TimeSpan elapsed, Tally tally, NodeGroup group, SwitchOver? change, ShopNumbers counted) => new()
    {
        Shoppers = options.Shoppers,
        Seed = options.Seed,
        Servers = options.Servers,
        Seconds = elapsed.TotalSeconds,
        RequestsPerNode = tally.PerNode,
        MedianMilliseconds = tally.Latency(0.5),
        P99Milliseconds = tally.Latency(0.99),
        Sessions = tally.Sessions,
        Changes = tally.Changes,
        ParallelChanges = tally.ParallelChanges,
        Crashes = tally.Crashes,
        PagesVerified = tally.Pages,
        FactsVerified = tally.Facts,
        Unavailable = tally.Unavailable,
        NoAnswer = tally.NoAnswer,
        StoreBytes = options.Store is null ? new DirectoryInfo(group.DataFolder).EnumerateFiles("sessions.db*").Sum(file => file.Length) : null,
        Routes = counted.Routes,
        Leases = counted.Leases,
        Errors = [.. tally.Errors],
        LostUpdates = [.. tally.LostUpdates],
        SignOuts = tally.SignOuts,
        SwitchOver = change is null ? null : SwitchOverNumbers.Of(change, options, tally),
    };

    private RouteNumbers Route(string name) => RouteNumbers.Sum(name, Routes.Where(route => route.Route == name));
}
