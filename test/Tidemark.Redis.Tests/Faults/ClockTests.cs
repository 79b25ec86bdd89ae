using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>Row 18: a server whose clock jumps, and with it all lifetimes.</summary>
public sealed class ClockTests : FaultTest
{
    [Theory]
    [InlineData(120)]
    [InlineData(-240)]
    public async Task A_clock_that_jumps_under_load_loses_no_write_and_never_lets_two_in(int seconds)
    {
        using var clock = await ClockShim.CompileAsync();
        await using var server = await RedisServer.StartAsync(new RedisSettings { Clock = clock });
        await using var a = NewNode(server.ConnectionString);
        await using var b = NewNode(server.ConnectionString);
        var visitors = await NewVisitorsAsync(4, a, b);
        var holder = await NewVisitorAsync(a);
        var (inside, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using (var load = new Load(visitors, a, b))
        {
            await load.ProgressAsync();
            var held = holder.WriteAsync(a, SessionAccess.Exclusive, inside: () =>
            {
                inside.SetResult();
                return leave.Task;
            });
            await inside.Task.WaitAsync(Patience.Longest, TestContext.Current.CancellationToken);
            clock.Offset = TimeSpan.FromSeconds(seconds);
            var other = holder.WriteAsync(b, SessionAccess.Exclusive);
            await load.ProgressAsync(60);

            // Ahead, its holder looks dead until it beats again, and mostly another one is let in: then what it does no longer counts.
            var isTaken = other is { IsCompletedSuccessfully: true, Result.IsOk: true };
            leave.SetResult();
            var told = await held;
            Say($"Taken over: {isTaken}. The one inside: {told.Fate}, {told.Error?.Message}");
            if (isTaken)
                Assert.True(told.Fate is Fate.Refused or Fate.Unknown, $"{told.Fate}");
            Visitor.Ok(await other);
            await load.ProgressAsync();
            Say($"{load.Acknowledged} acknowledged, {load.Failures.Count} failed");
            Assert.All(load.Failures, failure => Assert.NotNull(failure.Error));
        }

        foreach (var visitor in visitors.Append(holder))
        {
            await visitor.ComesThroughAsync(a);
            await visitor.CheckAsync(b);
        }
    }

    [Fact]
    public async Task A_holder_that_died_before_the_clock_went_back_keeps_others_out_for_as_much_longer_and_they_are_told()
    {
        using var clock = await ClockShim.CompileAsync();
        await using var server = await RedisServer.StartAsync(new RedisSettings { Clock = clock });
        await using var a = NewNode(server.ConnectionString);
        await using var b = NewNode(server.ConnectionString, tidemark: options => options.LockWaitTimeout = TimeSpan.FromSeconds(1));
        var visitor = await NewVisitorAsync(a);
        a.Store.IsDown = true;
        clock.Offset = TimeSpan.FromSeconds(-240);
        var refused = Assert.IsType<SessionLockTimeoutException>((await visitor.WriteAsync(b)).Error);
        Assert.Equal(a.Sessions.Node, refused.HolderNode);
        clock.Offset = TimeSpan.Zero;
        await visitor.ComesThroughAsync(b);
        a.Store.IsDown = false;
        await visitor.ComesThroughAsync(a);
        await visitor.CheckAsync(b);
    }

    [Fact]
    public async Task A_holder_that_a_jump_made_look_dead_serves_what_it_kept_no_longer_than_to_its_next_beat()
    {
        using var clock = await ClockShim.CompileAsync();
        await using var server = await RedisServer.StartAsync(new RedisSettings { Clock = clock });
        await using var a = NewNode(server.ConnectionString);
        await using var b = NewNode(server.ConnectionString);
        var visitor = await NewVisitorAsync(a);
        clock.Offset = TimeSpan.FromSeconds(120);
        var id = Visitor.NewId();
        Visitor.Ok(await visitor.WriteAsync(b, id: id));
        await Patience.UntilAsync("the holder sees what another one wrote", async () => (await visitor.ReadAsync(a))!.Contains(id), Node.Lease + Slack);
        Visitor.Ok(await visitor.WriteAsync(a));
        await visitor.CheckAsync(b);
    }
}
