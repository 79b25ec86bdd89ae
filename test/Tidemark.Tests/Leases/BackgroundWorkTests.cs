using Tidemark.Leases;

namespace Tidemark.Tests.Leases;

public sealed class BackgroundWorkTests
{
    [Fact]
    public async Task The_end_of_the_node_waits_for_all_that_is_under_way_and_for_nothing_else()
    {
        var work = new BackgroundWork();
        work.Add(ValueTask.CompletedTask);
        Assert.True(work.WhenDoneAsync().IsCompletedSuccessfully);
        var (one, other) = (new TaskCompletionSource(), new TaskCompletionSource());
        work.Add(new ValueTask(one.Task));
        work.Add(new ValueTask(other.Task));
        one.SetResult();
        var done = work.WhenDoneAsync();
        Assert.False(done.IsCompleted);
        other.SetResult();
        await done;
        Assert.True(work.WhenDoneAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task What_comes_to_be_done_while_the_end_of_the_node_waits_is_waited_for_too()
    {
        var work = new BackgroundWork();
        var (one, other) = (new TaskCompletionSource(), new TaskCompletionSource());
        work.Add(new ValueTask(LeaveMoreAsync()));
        var done = work.WhenDoneAsync();
        one.SetResult();
        await Task.Yield();
        Assert.False(done.IsCompleted);
        other.SetResult();
        await done;

        async Task LeaveMoreAsync()
        {
            await one.Task;
            work.Add(new ValueTask(other.Task));
        }
    }

    // What is kept would be asked for its outcome at the end.
    [Fact]
    public void Work_that_is_done_is_kept_no_longer()
    {
        var work = new BackgroundWork();
        work.Add(new ValueTask(Task.FromException(new InvalidOperationException())));
        Assert.True(work.WhenDoneAsync().IsCompletedSuccessfully);
    }
}
