using System.Text.RegularExpressions;
using Tidemark.Mutants.Planting;

namespace Tidemark.Mutants.Trials;

/// <summary>A test project of a working copy, which is built.</summary>
internal sealed partial class TestProject(WorkingCopy copy, string name)
{
    /// <summary>What is said of a fault that was noticed only because a test took too long.</summary>
    public const string NotDone = "not done after";

    private const int LinesTold = 20;

    // Its plans are made once in a process, in whichever test comes first.
    private const string MadeOnce = "Tidemark.Graph";

    private static readonly TimeSpan LeastLimit = TimeSpan.FromMinutes(2);

    // In which of its test classes it comes by a fault; in none, written as "", if it does so outside of any test.
    private ILookup<int, string> _reached = Enumerable.Empty<int>().ToLookup(_ => 0, _ => "");

    public string Name => name;

    /// <summary>How long it takes without any fault.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>Whether it comes by a fault at all.</summary>
    public bool Reaches(Mutant mutant) => _reached.Contains(mutant.Number);

    /// <summary>
    /// Runs it without a fault, to see how long it takes and which faults it comes by. False if it fails all the same, and fails again: then what it says of
    /// faults says nothing.
    /// </summary>
    public async Task<bool> PrepareAsync(TextWriter log) => await WatchAsync(log) || await WatchAsync(log);

    private async Task<bool> WatchAsync(TextWriter log)
    {
        var run = await RunAsync([(Planter.Seen, Path.Combine(copy.Root, "seen." + name))], TimeSpan.FromMinutes(30));
        Duration = run.Duration;
        _reached = Directory.EnumerateFiles(copy.Root, $"seen.{name}.*")
            .SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', 2))
            .ToLookup(parts => int.Parse(parts[0]), parts => parts[1]);
        await log.WriteLineAsync(run.ExitCode == 0
            ? $"{name} without a fault: passes in {Duration:m\\:ss}, comes by {_reached.Count}"
            : $"{name} without a fault: fails. If it does so again, it is left out: repair that first.\n{FirstFailure(run.Output)}");
        return run.ExitCode == 0;
    }

    /// <summary>
    /// Runs it with a fault: first the classes that come by it; then all, if it was also come by outside of any test, or may have been come by in one test
    /// for all others. Null if it does not notice; else what does.
    /// </summary>
    public async Task<string?> TryAsync(Mutant mutant)
    {
        string[] classes = [.. _reached[mutant.Number].Where(name => name.Length > 0).Distinct()];
        if (classes.Length > 0 && await TryAsync(mutant, classes) is { } noticed)
            return noticed;
        var isForAll = _reached[mutant.Number].Contains("") || (mutant.Project == MadeOnce && name == MadeOnce + ".Tests");
        return isForAll ? await TryAsync(mutant, []) : null;
    }

    private async Task<string?> TryAsync(Mutant mutant, IReadOnlyCollection<string> classes)
    {
        var limit = Duration * 3 > LeastLimit ? Duration * 3 : LeastLimit;
        var run = await RunAsync([(Planter.Chosen, $"{mutant.Number}")], limit, Failed().IsMatch, classes);
        return run.ExitCode switch
        {
            _ when Failed().Match(run.Output) is { Success: true } failed => $"{name}: {failed.Groups["test"].Value}",
            0 => null,
            null => $"{name}: {NotDone} {limit:m\\:ss}",
            var code => $"{name}: ended with {code}",
        };
    }

    // The run stops there, and those that were under way fail too.
    private static string FirstFailure(string output) => string.Join('\n', output.Split('\n').SkipWhile(line => !Failed().IsMatch(line)).Take(LinesTold));

    private Task<Command> RunAsync(
        IEnumerable<(string Name, string Value)> variables, TimeSpan limit, Predicate<string>? isEnough = null, IReadOnlyCollection<string>? classes = null) =>
        Command.RunAsync(
            copy.Root,
            "dotnet",
            [
                copy.PathOf($"test/{name}/bin/Release/net10.0/{name}.dll"), "--stop-on-fail", "on", "--no-progress", "--no-ansi",
                .. classes is { Count: > 0 } ? classes.Prepend("--filter-class") : [],
            ],
            variables,
            limit,
            isEnough);

    [GeneratedRegex(@"^failed (?<test>.+?)( \([^()]*\))?\r?$", RegexOptions.Multiline)]
    private static partial Regex Failed();
}
