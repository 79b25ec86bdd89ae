using Shop.Commands;
using Shop.Nodes;
using Shop.Shoppers;

namespace Shop.Reports;

/// <summary>What a switch-over in the middle of a rush came to.</summary>
/// <param name="From">What was the primary before.</param>
/// <param name="To">What is the primary now.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="LongestWaitMilliseconds">How long the shopper waited who waited the longest for an answer meanwhile.</param>
internal sealed record SwitchOverNumbers(string From, string To, double Seconds, double LongestWaitMilliseconds)
{
    public static SwitchOverNumbers Of(SwitchOver change, ShopOptions options, Tally tally) => new(
        options.Store?.Name ?? "SQLite",
        options.Standby!.Name,
        change.Took.TotalSeconds,
        tally.LongestBetween(change.Began!.Value, change.Ended!.Value).TotalMilliseconds);
}
