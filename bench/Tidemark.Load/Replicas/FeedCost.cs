using Tidemark.Load.Apps;

namespace Tidemark.Load.Replicas;

/// <summary>What the change feed costs those who write: commits per second without it and with it, in turns.</summary>
internal static class FeedCost
{
    private const int Turns = 7;
    private const int Sessions = 500;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);

    public static async Task<FeedCostResult> MeasureAsync(StoreKind kind)
    {
        // The two stores have nothing to do with each other: one has a feed.
        await using var pair = await StorePair.StartAsync(kind, kind);
        await pair.Replica.Changes!.BeginAsync(default);
        await using var without = await Editors.CreateAsync(pair.Primary, Sessions, lines: 10);
        await using var with = await Editors.CreateAsync(pair.Replica, Sessions, lines: 10);
        var (off, on) = (new List<double>(), new List<double>());
        for (var turn = -1; turn < Turns; turn++)
        {
            // Each is the first as often as the other.
            var isOffFirst = turn % 2 == 0;
            var first = await (isOffFirst ? without : with).RateAsync(Turn);
            var second = await (isOffFirst ? with : without).RateAsync(Turn);
            if (turn < 0)
                continue;
            off.Add(isOffFirst ? first : second);
            on.Add(isOffFirst ? second : first);
        }

        return new FeedCostResult(kind, Median(off), Median(on), Median([.. on.Zip(off, (one, other) => one / other)]));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

/// <summary>Commits per second.</summary>
/// <param name="Kind">The engine.</param>
/// <param name="Off">Without a feed.</param>
/// <param name="On">With one.</param>
/// <param name="Ratio">The median of the turns' ratios.</param>
internal sealed record FeedCostResult(StoreKind Kind, double Off, double On, double Ratio);
