using System.Text.RegularExpressions;
using Tidemark.Mutants.Planting;

namespace Tidemark.Mutants.Trials;

/// <summary>A test project of a working copy, which is built.</summary>
internal sealed partial class TestProject(WorkingCopy copy, string name)
{
    private const int LinesTold = 20;

    private static readonly TimeSpan LeastLimit = TimeSpan.FromMinutes(2);

    // Those that are likely to notice a fault of a project, the quick ones first.
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

    /// <summary>The test projects that are likely to notice a fault, the quick ones first.</summary>
    public static IReadOnlyList<string> NamesFor(Mutant mutant) => Likely.GetValueOrDefault(mutant.Project, []);

    /// <summary>Whether it comes by a fault at all.</summary>
    public bool Reaches(Mutant mutant) => _reached.Contains(mutant.Number);

    /// <summary>Builds it and runs it without a fault, to see how long it takes and which faults it comes by. False if it fails all the same.</summary>
    public async Task<bool> PrepareAsync(TextWriter log)
    {
        await log.WriteAsync($"{name} without a fault: ");
        if (await copy.BuildAsync($"test/{name}", log) is not null)
            return false;
        var seen = Path.Combine(copy.Root, "seen." + name);
        var run = await RunAsync([(Planter.Seen, seen)], TimeSpan.FromMinutes(30));
        Duration = run.Duration;
        _reached =
        [
            .. from file in Directory.EnumerateFiles(copy.Root, $"seen.{name}.*")
               from number in File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries)
               select int.Parse(number),
        ];
        await log.WriteLineAsync(run.ExitCode == 0
            ? $"passes in {Duration:m\\:ss}, comes by {_reached.Count}"
            : $"fails. Repair that first, or try again if it comes and goes.\n{FirstFailure(run.Output)}");
        return run.ExitCode == 0;
    }

    /// <summary>Runs it with a fault. Null if it does not notice; else what does.</summary>
    public async Task<string?> TryAsync(Mutant mutant)
    {
        var limit = Duration * 3 > LeastLimit ? Duration * 3 : LeastLimit;
        var run = await RunAsync([(Planter.Chosen, $"{mutant.Number}")], limit, Failed().IsMatch);
        return run.ExitCode switch
        {
            _ when Failed().Match(run.Output) is { Success: true } failed => $"{name}: {failed.Groups["test"].Value}",
            0 => null,
            null => $"{name}: not done after {limit:m\\:ss}",
            var code => $"{name}: ended with {code}",
        };
    }

    // The run stops there, and those that were under way fail too.
    private static string FirstFailure(string output) => string.Join('\n', output.Split('\n').SkipWhile(line => !Failed().IsMatch(line)).Take(LinesTold));

    private Task<Command> RunAsync(
        IEnumerable<(string Name, string Value)> variables, TimeSpan limit, Predicate<string>? isEnough = null) => Command.RunAsync(
        copy.Root,
        "dotnet",
        [copy.PathOf($"test/{name}/bin/Release/net10.0/{name}.dll"), "--stop-on-fail", "on", "--no-progress", "--no-ansi"],
        variables,
        limit,
        isEnough);

    [GeneratedRegex(@"^failed (?<test>.+?)( \([^()]*\))?\r?$", RegexOptions.Multiline)]
    private static partial Regex Failed();
}
