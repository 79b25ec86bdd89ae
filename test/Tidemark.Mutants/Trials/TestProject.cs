using System.Text.RegularExpressions;
using Tidemark.Mutants.Planting;

namespace Tidemark.Mutants.Trials;

/// <summary>A test project of a working copy, which is built.</summary>
internal sealed partial class TestProject(WorkingCopy copy, string name)
{
    private static readonly TimeSpan LeastLimit = TimeSpan.FromMinutes(2);

    // Those that are likely to notice a fault of a project.
    private static readonly Dictionary<string, string[]> Likely = new()
    {
        ["Tidemark.Graph"] = ["Tidemark.Tests", "Tidemark.Graph.Tests"],
        ["Tidemark"] = ["Tidemark.Tests", "Tidemark.AspNetCore.Tests", "Tidemark.Sqlite.Tests", "Tidemark.Simulation"],
        ["Tidemark.AspNetCore"] = ["Tidemark.AspNetCore.Tests"],
        ["Tidemark.Sqlite"] = ["Tidemark.Sqlite.Tests"],
        ["Tidemark.Redis"] = ["Tidemark.Redis.Tests"],
    };

    private HashSet<int> _reached = [];

    public string Name => name;

    /// <summary>How long it takes without any fault.</summary>
    public TimeSpan Duration { get; private set; }

    public static IReadOnlyList<string> NamesFor(IEnumerable<Mutant> mutants) =>
        [.. mutants.SelectMany(mutant => Likely.GetValueOrDefault(mutant.Project, [])).Distinct()];

    /// <summary>Whether it is likely to notice a fault: it is meant to, and comes by it.</summary>
    public bool Reaches(Mutant mutant) => Likely[mutant.Project].Contains(name) && _reached.Contains(mutant.Number);

    /// <summary>Runs it without a fault, to see how long it takes and which faults it comes by. False if a test fails all the same.</summary>
    public async Task<bool> MeasureAsync(TextWriter log)
    {
        var seen = Path.Combine(copy.Root, "seen." + name);
        var run = await RunAsync([(Planter.Seen, seen)], TimeSpan.FromMinutes(30));
        Duration = run.Duration;
        _reached =
        [
            .. from file in Directory.EnumerateFiles(copy.Root, $"seen.{name}.*")
               from number in File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries)
               select int.Parse(number),
        ];
        if (run.ExitCode != 0)
            await log.WriteLineAsync(run.Output);
        return run.ExitCode == 0;
    }

    /// <summary>Runs it with a fault. Null if it does not notice; else what does.</summary>
    public async Task<string?> TryAsync(Mutant mutant)
    {
        var limit = Duration * 3 > LeastLimit ? Duration * 3 : LeastLimit;
        var run = await RunAsync([(Planter.Chosen, $"{mutant.Number}")], limit);
        return run.ExitCode switch
        {
            0 => null,
            null => $"{name}: not done after {limit:m\\:ss}",
            _ when Failed().Match(run.Output) is { Success: true } failed => $"{name}: {failed.Groups["test"].Value}",
            var code => $"{name}: ended with {code}",
        };
    }

    private Task<Command> RunAsync(IEnumerable<(string Name, string Value)> variables, TimeSpan limit) => Command.RunAsync(
        copy.Root,
        "dotnet",
        [copy.PathOf($"test/{name}/bin/Release/net10.0/{name}.dll"), "--stop-on-fail", "on", "--no-progress", "--no-ansi"],
        variables,
        limit);

    [GeneratedRegex(@"^failed (?<test>.+?)( \([^()]*\))?\r?$", RegexOptions.Multiline)]
    private static partial Regex Failed();
}
