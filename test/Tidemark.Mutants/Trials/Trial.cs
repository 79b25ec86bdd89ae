using Tidemark.Mutants.Planting;

namespace Tidemark.Mutants.Trials;

/// <summary>Plants as many faults as are asked for, builds them all at once, and lets the tests look for each one alone.</summary>
internal sealed class Trial(WorkingCopy copy, MutantOptions options, TextWriter log)
{
    private const int MostBuilds = 6;

    // Many tests wait more than they work.
    private const int AtOnce = 2;

    private readonly (string File, string Text)[] _source = [.. copy.Source()];
    private readonly TestProjects _tests = TestProjects.Of(copy.Root);
    private readonly Dictionary<string, Task<TestProject?>> _projects = [];
    private readonly SemaphoreSlim _building = new(1);

    /// <summary>What noticed each of them; null for what nothing noticed. Null if the source does not build.</summary>
    public async Task<IReadOnlyList<(Mutant Mutant, string? Noticed)>?> RunAsync()
    {
        if (await PlantAsync() is not { } mutants)
            return null;
        foreach (var mutant in mutants)
            await log.WriteLineAsync($"{mutant.Number,4}  {mutant}");
        var (noticed, done) = (new Dictionary<Mutant, string?>(), 0);
        await Parallel.ForEachAsync(
            mutants.GroupBy(mutant => _tests.For(mutant.Project)[0]).OrderByDescending(group => group.Count()),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (group, _) =>
            {
                foreach (var mutant in group)
                {
                    var noticedBy = await TryAsync(mutant);
                    lock (noticed)
                        noticed[mutant] = noticedBy;
                    await log.WriteLineAsync($"{Interlocked.Increment(ref done)} of {mutants.Count}: {mutant}: {noticedBy ?? "SURVIVED"}");
                }
            });
        return [.. mutants.Select(mutant => (mutant, noticed[mutant]))];
    }

    private async Task<string?> TryAsync(Mutant mutant)
    {
        foreach (var name in _tests.For(mutant.Project))
        {
            if (await FindAsync(name) is { } project && project.Reaches(mutant) && await project.TryAsync(mutant) is { } noticed)
                return noticed;
        }

        return null;
    }

    // The slow ones are not even built, if the quick ones notice everything. Null for one that fails without any fault.
    private Task<TestProject?> FindAsync(string name)
    {
        lock (_projects)
            return _projects.TryGetValue(name, out var known) ? known : _projects[name] = PrepareAsync(name);
    }

    private async Task<TestProject?> PrepareAsync(string name)
    {
        var project = new TestProject(copy, name);
        await _building.WaitAsync();
        try
        {
            if (await copy.BuildAsync($"test/{name}", log) is not null)
                throw new InvalidOperationException($"{name} does not build.");
        }
        finally
        {
            _building.Release();
        }

        return await project.PrepareAsync(log) ? project : null;
    }

    // What the compiler refuses makes room for the next.
    private async Task<IReadOnlyList<Mutant>?> PlantAsync()
    {
        var left = new Queue<(string File, FaultSite Site)>(
            Choice.Order(_source.Where(file => Choice.IsOpen(file.File, options.Only)), options.Seed));
        if (left.Select(place => Mutant.ProjectOf(place.File)).Distinct().FirstOrDefault(project => _tests.For(project).Count == 0) is { } untested)
        {
            await log.WriteLineAsync($"No test project references src/{untested}: nothing could notice a fault there.");
            return null;
        }

        await log.WriteLineAsync($"{left.Count} faults could be planted in {(options.Only.Length > 0 ? options.Only : "src")}.");
        var mutants = new List<Mutant>();
        for (var (build, number) = (0, 0); build < MostBuilds; build++)
        {
            while (mutants.Count < options.Count && left.TryDequeue(out var next))
                mutants.Add(new Mutant(++number, next.File, next.Site));
            copy.Plant(_source, mutants);
            if (await BuildAsync(mutants) is not { } refused)
                return mutants;
            if (mutants.RemoveAll(mutant => refused.Any(place => place.File == mutant.File && IsIn(mutant.Site, place.Line))) == 0)
                break;
        }

        await log.WriteLineAsync("What is planted does not build.");
        return null;
    }

    private async Task<IReadOnlyList<(string File, int Line)>?> BuildAsync(IReadOnlyCollection<Mutant> mutants)
    {
        foreach (var project in mutants.Select(mutant => mutant.Project).Distinct())
        {
            await log.WriteLineAsync($"building src/{project}");
            if (await copy.BuildAsync($"src/{project}", log) is { } refused)
                return refused;
        }

        return null;
    }

    private static bool IsIn(FaultSite site, int line) => line >= site.Line && line <= site.LastLine;
}
