namespace Tidemark.Load.Runs;

/// <summary>Which contests to run.</summary>
/// <param name="OnRedis">Of those on Redis.</param>
/// <param name="OfStores">Of those in the table of stores.</param>
internal sealed record Selection(IReadOnlyList<Contest> OnRedis, IReadOnlyList<Contest> OfStores)
{
    public const string Usage =
        "Use no argument, or \"try\", \"stores\" and a part of the names of contests such as \"write, large\", or some of these in this order.";

    /// <summary>All for no words; those of a part whose names contain a word.</summary>
    /// <exception cref="InvalidOperationException">The words choose nothing.</exception>
    public static Selection Of(ReadOnlySpan<string> words)
    {
        var selection = words switch
        {
            [] => new Selection(Contest.OnRedis, Contest.OfStores),
            ["stores"] => new Selection([], Contest.OfStores),
            ["stores", var part] => new Selection([], Those(Contest.OfStores, part)),
            [var part] => new Selection(Those(Contest.OnRedis, part), []),
            _ => new Selection([], []),
        };
        return selection is ({ Count: 0 }, { Count: 0 }) ? throw new InvalidOperationException($"No contest has such a name. {Usage}") : selection;
    }

    private static Contest[] Those(IReadOnlyList<Contest> contests, string part) =>
        [.. contests.Where(contest => contest.Name.Contains(part, StringComparison.Ordinal))];
}
