namespace Tidemark.Tests.Setup;

/// <summary>Each option takes what its documentation allows up to the last value, and refuses the one after it by name.</summary>
public sealed class OptionLimitTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(45);

    [Fact]
    public void Every_option_takes_its_last_value_and_refuses_the_next()
    {
        AssertLimit("IdleTimeout", options => options.IdleTimeout = Tick, options => options.IdleTimeout = TimeSpan.Zero);
        AssertLimit(
            "AbsoluteTimeout",
            options => options.AbsoluteTimeout = options.IdleTimeout,
            options => options.AbsoluteTimeout = options.IdleTimeout - Tick);
        AssertWait("LockWaitTimeout", (options, wait) => options.LockWaitTimeout = wait);
        AssertWait("StoreTimeout", (options, wait) => options.StoreTimeout = wait);
        AssertWait("SweepInterval", (options, wait) => options.SweepInterval = wait);
        AssertLimit("LockQueueLimit", options => options.LockQueueLimit = 0, options => options.LockQueueLimit = -1);
        AssertLimit("MaxCachedSessions", options => options.MaxCachedSessions = 1, options => options.MaxCachedSessions = 0);
        AssertLimit("MaxCachedBytes", options => options.MaxCachedBytes = 1, options => options.MaxCachedBytes = 0);
        AssertLimit(
            "NodeLease", options => options.NodeLease = TimeSpan.FromSeconds(1), options => options.NodeLease = TimeSpan.FromSeconds(1) - Tick);
        AssertLimit("NodeLease", options => options.NodeLease = Longest, options => options.NodeLease = Longest + Tick);
        AssertLimit("MaxAttributeBytes", options => options.MaxAttributeBytes = 1, options => options.MaxAttributeBytes = 0);
        AssertLimit(
            "MaxAttributeBytes",
            options => options.MaxAttributeBytes = options.MaxSessionBytes,
            options => options.MaxAttributeBytes = options.MaxSessionBytes + 1);
        AssertLimit("MaxAttributes", options => options.MaxAttributes = 1, options => options.MaxAttributes = 0);
        AssertLimit("SessionsPerUser", options => options.SessionsPerUser = 1, options => options.SessionsPerUser = 0);
        AssertLimit(
            "UserIndexSecret", options => options.UserIndexSecret = new string('s', 32), options => options.UserIndexSecret = new string('s', 31));
        AssertLimit("OnUserLimit", options => options.OnUserLimit = UserLimitPolicy.EndOldest, options => options.OnUserLimit = (UserLimitPolicy)9);
        AssertLimit("OnFailure", options => options.OnFailure = FailureRegime.Lenient, options => options.OnFailure = (FailureRegime)9);
        AssertLimit("OnThrow", options => options.OnThrow = ThrowPolicy.Commit, options => options.OnThrow = (ThrowPolicy)9);
        AssertLimit("Application", options => options.Application = "\ud83d\ude00", options => options.Application = "\ud83d");
        AssertLimit("Application", options => options.Application = "", options => options.Application = null!);
    }

    private static void AssertWait(string name, Action<TidemarkOptions, TimeSpan> set)
    {
        AssertLimit(name, options => set(options, Tick), options => set(options, TimeSpan.Zero));
        AssertLimit(name, options => set(options, Longest), options => set(options, Longest + Tick));
    }

    private static void AssertLimit(string name, Action<TidemarkOptions> last, Action<TidemarkOptions> beyond)
    {
        Assert.Empty(FaultsOf(last));
        Assert.StartsWith($"TidemarkOptions.{name} is ", Assert.Single(FaultsOf(beyond)), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> FaultsOf(Action<TidemarkOptions> set)
    {
        var options = new TidemarkOptions();
        set(options);
        return TidemarkOptionsValidation.FindFaults(options);
    }
}
