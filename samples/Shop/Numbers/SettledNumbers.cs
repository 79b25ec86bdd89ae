namespace Shop.Numbers;

/// <summary>
/// Requests of shoppers who had their last answer from the same app server, in a session that was there. The shopper says so itself
/// (<see cref="Header"/>): what the server found out on the way must not decide what it is measured by.
/// </summary>
/// <param name="Reads">Requests that changed nothing.</param>
/// <param name="ReadCalls">Calls of the store while they ran.</param>
/// <param name="CostlyReads">Those of them that called the store at all.</param>
/// <param name="Writes">Requests that changed something.</param>
/// <param name="WriteCalls">Calls of the store while they ran.</param>
/// <param name="CostlyWrites">Those of them that called the store more or less than once.</param>
public sealed record SettledNumbers(long Reads, long ReadCalls, long CostlyReads, long Writes, long WriteCalls, long CostlyWrites)
{
    public const string Header = "Shop-Settled";

    public static SettledNumbers None { get; } = new(0, 0, 0, 0, 0, 0);

    public static SettledNumbers Of(RequestNumbers request) => request switch
    {
        { AttributesSent: 0, StoreCalls: var calls } => None with { Reads = 1, ReadCalls = calls, CostlyReads = calls == 0 ? 0 : 1 },
        { StoreCalls: var calls } => None with { Writes = 1, WriteCalls = calls, CostlyWrites = calls == 1 ? 0 : 1 },
    };

    public static SettledNumbers operator +(SettledNumbers one, SettledNumbers other) => new(
        one.Reads + other.Reads, one.ReadCalls + other.ReadCalls, one.CostlyReads + other.CostlyReads,
        one.Writes + other.Writes, one.WriteCalls + other.WriteCalls, one.CostlyWrites + other.CostlyWrites);
}
