using Tidemark.Mutants.Planting;

namespace Tidemark.Mutants.Trials;

/// <summary>Plants as many faults as are asked for, builds them all at once, and lets the tests look for each one alone.</summary>
internal sealed class Trial(WorkingCopy copy, MutantOptions options, TextWriter log)
{
    private const int MostBuilds = 6;

    private readonly (string File, string Text)[] _source = [.. copy.Source()];

    /// <summary>What noticed each of them; null for what nothing noticed. Null if the source does not build, or a test fails without any of them.</summary>
    public async Task<IReadOnlyList<(Mutant Mutant, string? Noticed)>?> RunAsync()
    {
        if (await PlantAsync() is not { } mutants)
            return null;
        var projects = TestProject.NamesFor(mutants).Select(name => new TestProject(copy, name)).ToArray();
        foreach (var project in projects)
        {
            await log.WriteAsync($"{project.Name} without a fault: ");
            if (!await project.MeasureAsync(log))
                return null;
            await log.WriteLineAsync($"passes in {project.Duration:m\\:ss}");
        }

        var results = new List<(Mutant, string?)>();
        foreach (var mutant in mutants)
        {
            var noticed = await TryAsync(mutant, projects.Where(project => project.Reaches(mutant)).OrderBy(project => project.Duration));
            results.Add((mutant, noticed));
            await log.WriteLineAsync($"{results.Count} of {mutants.Count}: {mutant}: {noticed ?? "SURVIVED"}");
        }

        return results;
    }

    private static async Task<string?> TryAsync(Mutant mutant, IEnumerable<TestProject> projects)
    {
        foreach (var project in projects)
        {
            if (await project.TryAsync(mutant) is { } noticed)
                return noticed;
        }

        return null;
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
        foreach (var name in mutants.Select(mutant => $"src/{mutant.Project}").Distinct().Concat(TestProject.NamesFor(mutants).Select(name => $"test/{name}")))
        {
            await log.WriteLineAsync($"building {name}");
            if (await copy.BuildAsync(name, log) is { } refused)
                return refused;
        }

        return null;
    }

    private static bool IsIn(FaultSite site, int line) => line >= site.Line && line <= site.LastLine;
}
