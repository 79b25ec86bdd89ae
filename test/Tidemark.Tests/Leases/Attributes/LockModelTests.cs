using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;

namespace Tidemark.Tests.Leases.Attributes;

public sealed class LockModelTests
{
    private const int Scripts = 2_000;

    // On a thread of the pool: FsCheck blocks until each run has ended, and no test's context must be blocked by that.
    [Fact]
    public async Task Whatever_requests_do_the_locks_do_as_the_model_says()
    {
        var ends = new ConcurrentDictionary<TakeEnd, int>();
        var law = Prop.ForAll(LockStep.Scripts(), script =>
        {
            var run = new LockModelRun();
            run.RunAsync(script).GetAwaiter().GetResult();
            foreach (var end in run.Ends)
                ends.AddOrUpdate(end, 1, (_, count) => count + 1);
        });
        await Task.Run(() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(Scripts), law), TestContext.Current.CancellationToken);

        // A law that was never put to the test would prove nothing.
        var tried = Enum.GetValues<TakeEnd>().Except([TakeEnd.Pending]);
        Assert.All(tried, end => Assert.InRange(ends.GetValueOrDefault(end), 100, int.MaxValue));
    }
}
