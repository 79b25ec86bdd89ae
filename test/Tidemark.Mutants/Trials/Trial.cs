using Tidemark.Mutants.Planting;

namespace Tidemark.Mutants.Trials;

/// <summary>Plants as many faults as are asked for, builds them all at once, and lets the tests look for each one alone.</summary>
internal sealed class Trial(WorkingCopy copy, MutantOptions options, TextWriter log)
{
    private const int MostBuilds = 6;

    private readonly (string File, string Text)[] _source = [.. copy.Source()];
    private readonly Dictionary<string, TestProject> _projects = [];

    /// <summary>What noticed each of them; null for what nothing noticed. Null if the source does not build, or a test fails without any of them.</summary>
    public async Task<IReadOnlyList<(Mutant Mutant, string? Noticed)>?> RunAsync()
    {
        if (await PlantAsync() is not { } mutants)
            return null;
        foreach (var mutant in mutants)
            await log.WriteLineAsync($"{mutant.Number,4}  {mutant}");
        var results = new List<(Mutant, string?)>();
        foreach (var mutant in mutants)
        {
            string? noticed = null;
            foreach (var name in TestProject.NamesFor(mutant))
            {
                if (await FindAsync(name) is not { } project)
                    return null;
                if (project.Reaches(mutant) && (noticed = await project.TryAsync(mutant)) is not null)
                    break;
            }

            results.Add((mutant, noticed));
            await log.WriteLineAsync($"{results.Count} of {mutants.Count}: {mutant}: {noticed ?? "SURVIVED"}");
        }

        return results;
    }

    // The slow ones are not even built, if the quick ones notice everything.
    private async Task<TestProject?> FindAsync(string name)
    {
        if (_projects.TryGetValue(name, out var known))
            return known;
        var project = new TestProject(copy, name);
        if (!await project.PrepareAsync(log))
            return null;
        return _projects[name] = project;
    }

    // What the compiler refuses makes room for the next.
    private async Task<IReadOnlyList<Mutant>?> PlantAsync()
    {
        var left = new Queue<(string File, FaultSite Site)>(
            Choice.Order(_source.Where(file => Choice.IsOpen(file.File, options.Only)), options.Seed));
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
