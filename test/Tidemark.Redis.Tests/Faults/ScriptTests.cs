using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>Row 13: scripts that the server forgets, kills, or does not get to.</summary>
public sealed class ScriptTests : FaultTest
{
    [Fact]
    public async Task Scripts_that_the_server_forgets_under_load_fail_no_request()
    {
        var server = await StartServerAsync();
        var (a, b) = (NewNode(server.ConnectionString, Patient, Slow), NewNode(server.ConnectionString, Patient, Slow));
        var visitors = await NewVisitorsAsync(6, a, b);
        await using (var load = new Load(visitors, a, b))
        {
            for (var flush = 0; flush < 20; flush++)
            {
                await load.ProgressAsync(5);
                await server.RunAsync("SCRIPT", "FLUSH");
            }

            Say($"{load.Acknowledged} acknowledged");
            Assert.Empty(load.Failures);
        }

        foreach (var visitor in visitors)
            await visitor.CheckAsync(b);
    }

    [Fact]
    public async Task Script_kill_never_hits_a_script_of_ours()
    {
        // The server looks for it after many thousand steps of a script: ours have some hundred.
        var server = await StartServerAsync(new RedisSettings { More = ["lua-time-limit 1"] });
        var (a, b) = (NewNode(server.ConnectionString, Patient, Slow), NewNode(server.ConnectionString, Patient, Slow));
        var visitors = await NewVisitorsAsync(6, a, b);
        await using (var load = new Load(visitors, a, b))
        {
            using var killer = await server.OpenAsync();
            var goal = load.Acknowledged + 60;
            while (load.Acknowledged < goal)
            {
                var refused = await Assert.ThrowsAsync<RedisErrorException>(() => killer.RunAsync("SCRIPT", "KILL"));
                Assert.Contains("NOTBUSY", refused.Message);
            }

            Assert.Empty(load.Failures);
        }

        foreach (var visitor in visitors)
            await visitor.CheckAsync(b);
    }

    [Fact]
    public async Task A_foreign_script_that_runs_on_and_on_is_an_error_that_explains_until_it_is_killed()
    {
        var server = await StartServerAsync(new RedisSettings { More = ["lua-time-limit 100"] });
        var (a, b) = (NewNode(server.ConnectionString), NewNode(server.ConnectionString));
        var visitors = await NewVisitorsAsync(4, a, b);
        using var foreign = await server.OpenAsync();
        await using (var load = new Load(visitors, a, b))
        {
            await load.ProgressAsync();
            await foreign.SendAsync("EVAL", "while true do end", "0");
            var failure = await load.FailureAsync();
            Say(failure.Words);
            Assert.Contains("End it by SCRIPT KILL", failure.Error!.Message);
            await server.RunAsync("SCRIPT", "KILL");
            await load.ProgressAsync();
            Say($"{load.Acknowledged} acknowledged, {load.Failures.Count} failed");
        }

        foreach (var visitor in visitors)
        {
            await visitor.ComesThroughAsync(a);
            await visitor.CheckAsync(b);
        }
    }

    // Where no request may fail, a busy machine must not make one fail.
    private static void Patient(RedisStoreOptions options) => options.CallTimeout = TimeSpan.FromSeconds(10);

    private static void Slow(TidemarkOptions options) =>
        (options.StoreTimeout, options.NodeLease, options.LockWaitTimeout) = (TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30));
}
