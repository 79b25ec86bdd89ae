using Tidemark.Load.Apps;
using Tidemark.Load.Driving;
using Tidemark.Load.Servers;

namespace Tidemark.Load.Runs;

/// <summary>What one contestant did in its turns.</summary>
/// <param name="Contestant">Who.</param>
/// <param name="Turns">One after the other.</param>
/// <param name="Redis">What Redis counted in all of them.</param>
/// <param name="Lost">Writes that were answered and are not there. Only the peer may lose any.</param>
internal sealed record Score(Contestant Contestant, IReadOnlyList<LoadResult> Turns, RedisCounts Redis, long Lost)
{
    public double Rate => Median(Turns.Select(turn => turn.Rate));

    public double BytesIn => Redis.BytesIn / (double)Answers;

    public double BytesOut => Redis.BytesOut / (double)Answers;

    public long Answers => Turns.Sum(turn => turn.Answers);

    /// <summary>Commands per request, those first that are most; what does not belong to requests is left out.</summary>
    public IEnumerable<(string Command, double Calls)> Commands => Redis.Calls
        .Select(command => (command.Key, Calls: command.Value / (double)Answers))
        .Where(command => command.Calls >= 0.005)
        .OrderByDescending(command => command.Calls)
        .ThenBy(command => command.Key, StringComparer.Ordinal);

    /// <summary>How many times as fast as another one, turn by turn: whatever else the machine did, it did to both.</summary>
    public double By(Score other) => Median(Turns.Zip(other.Turns, (own, its) => own.Rate / its.Rate));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>What all did in one contest.</summary>
internal sealed record ContestResult(Contest Contest, IReadOnlyList<Score> Scores)
{
    public Score Of(App app) => Scores.Single(score => score.Contestant.App == app);
}
