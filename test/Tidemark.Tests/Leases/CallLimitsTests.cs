using Tidemark.Leases;
using Tidemark.Testing;

namespace Tidemark.Tests.Leases;

public sealed class CallLimitsTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    [Fact]
    public void A_limit_that_did_not_run_out_serves_the_next_call()
    {
        var limits = new CallLimits(Long, TimeProvider.System);
        var limit = limits.Start();
        limits.End(limit);
        Assert.Same(limit, limits.Start());
        Assert.NotSame(limit, limits.Start());
    }

    [Fact]
    public void A_limit_that_ran_out_serves_no_other_call()
    {
        var limits = new CallLimits(Long, TimeProvider.System);
        var limit = limits.Start();
        limit.Cancel();
        limits.End(limit);
        Assert.False(limits.Start().IsCancellationRequested);
    }

    [Fact]
    public void Of_the_limits_of_a_burst_some_are_kept_and_the_others_disposed_of()
    {
        var limits = new CallLimits(Long, TimeProvider.System);
        var burst = Enumerable.Range(0, 1000).Select(_ => limits.Start()).ToArray();
        Array.ForEach(burst, limits.End);
        Assert.InRange(burst.Count(IsDisposed), 500, 999);
    }

    [Fact]
    public void A_limit_by_a_clock_that_is_not_the_system_s_runs_out_by_that_clock_and_serves_one_call()
    {
        var time = new ManualTimeProvider();
        var limits = new CallLimits(Long, time);
        var (late, done) = (limits.Start(), limits.Start());
        limits.End(done);
        time.Advance(Long);
        Assert.True(late.IsCancellationRequested);
        Assert.True(IsDisposed(done));
    }

    private static bool IsDisposed(CancellationTokenSource limit)
    {
        try
        {
            _ = limit.Token;
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }
}
