using Tidemark.Load.Apps;

namespace Tidemark.Load.Runs;

/// <summary>Several contests, one after the other, with the same processes.</summary>
internal static class Tournament
{
    public static async Task<IReadOnlyList<ContestResult>> RunAsync(IReadOnlyList<Contest> contests, Fleet fleet, Drivers drivers, Timing timing)
    {
        App[] apps = [.. contests.SelectMany(contest => contest.Apps).Distinct()];
        foreach (var app in apps)
            await fleet.AddAsync(app, processes: 2);
        foreach (var app in apps.Where(app => app.HasSessions))
            await Verification.RunAsync(fleet, app);
        var results = new List<ContestResult>();
        foreach (var contest in contests)
        {
            Console.Error.WriteLine($"{contest.Routing}, {contest.Name} ...");
            results.Add(await new ContestRun(contest, fleet, drivers.For(contest.Routing), timing).RunAsync());
        }

        return results;
    }
}
