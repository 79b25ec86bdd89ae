using Tidemark.Architecture.Tests.Reading;
using Tidemark.Architecture.Tests.Rules;

namespace Tidemark.Architecture.Tests;

public class BannedUseTests
{
    private static readonly IReadOnlyList<Ban> All = Bans.For("Tidemark");

    public static TheoryData<string> Projects => [.. Repository.SourceProjects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Source_uses_neither_the_wall_clock_nor_own_threads_nor_blocks_nor_guessable_ids(string project) => Verdict.None(
        BanRule.Check(Assemblies.UsesOf(project), Bans.For(project), Bans.LicencesOf(project)),
        "Take a TimeProvider, await, or RandomNumberGenerator. Where there is no way round it, add a licence with its reason to Bans.cs.");

    [Theory]
    [InlineData("_ = DateTime.Now;")]
    [InlineData("_ = DateTime.UtcNow;")]
    [InlineData("_ = DateTime.Today;")]
    [InlineData("_ = DateTimeOffset.Now;")]
    [InlineData("_ = DateTimeOffset.UtcNow;")]
    [InlineData("Func<DateTimeOffset> later = () => DateTimeOffset.UtcNow;")]
    [InlineData("switch (Environment.ProcessorCount) { case 1: case 2: case 3: case 4: break; case 5: _ = DateTime.Now; break; }")]
    [InlineData("System.Diagnostics.Stopwatch.StartNew();")]
    [InlineData("_ = System.Diagnostics.Stopwatch.GetTimestamp();")]
    [InlineData("_ = Environment.TickCount64;")]
    [InlineData("Thread.Sleep(1);")]
    [InlineData("Task.Delay(1);")]
    [InlineData("Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);")]
    [InlineData("Task.CompletedTask.WaitAsync(TimeSpan.Zero);")]
    [InlineData("Task.FromResult(1).WaitAsync(TimeSpan.Zero);")]
    [InlineData("new PeriodicTimer(TimeSpan.FromSeconds(1));")]
    [InlineData("new Timer(_ => { });")]
    [InlineData("new System.Timers.Timer();")]
    [InlineData("new CancellationTokenSource(1000);")]
    [InlineData("new CancellationTokenSource().CancelAfter(1);")]
    [InlineData("new SemaphoreSlim(1).WaitAsync(10);")]
    public void The_wall_clock_is_seen(string statement) => Assert.NotEmpty(BanRule.Check(Planted.Method(statement), Bans.Clock, []));

    [Theory]
    [InlineData("Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);")]
    [InlineData("Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, default);")]
    [InlineData("Task.CompletedTask.WaitAsync(TimeSpan.Zero, TimeProvider.System);")]
    [InlineData("new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);")]
    [InlineData("new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);")]
    [InlineData("new SemaphoreSlim(1).WaitAsync();")]
    [InlineData("_ = TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch;")]
    public void A_time_provider_is_welcome(string statement) => Assert.Empty(BanRule.Check(Planted.Method(statement), Bans.Clock, []));

    [Theory]
    [InlineData("Task.Run(() => 1);")]
    [InlineData("Task.Factory.StartNew(() => { });")]
    [InlineData("new Thread(() => { }).Start();")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => { });")]
    public void Own_threads_are_seen(string statement) => Assert.NotEmpty(BanRule.Check(Planted.Method(statement), Bans.OwnThreads, []));

    [Theory]
    [InlineData("await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);")]
    [InlineData("await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);")]
    [InlineData("await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.None);")]
    [InlineData("var options = Enum.Parse<ConfigureAwaitOptions>(\"None\"); await Task.CompletedTask.ConfigureAwait(options);")]
    [InlineData("await Task.CompletedTask.ConfigureAwait(false);")]
    [InlineData("await Task.FromResult(1).ConfigureAwait(false);")]
    [InlineData("await new ValueTask().ConfigureAwait(false);")]
    [InlineData("await new ValueTask<int>(1).ConfigureAwait(false);")]
    [InlineData("await using var none = ((IAsyncDisposable)null!).ConfigureAwait(false);")]
    [InlineData("await foreach (var one in ((IAsyncEnumerable<int>)null!).ConfigureAwait(false)) { }")]
    [InlineData("await Task.CompletedTask.ContinueWith(_ => { });")]
    [InlineData("await Task.FromResult(1).ContinueWith(_ => 1);")]
    [InlineData("await new CancellationTokenSource().CancelAsync();")]
    [InlineData("await new SemaphoreSlim(1).WaitAsync();")]
    [InlineData("ThreadPool.UnsafeQueueUserWorkItem(_ => { }, null); await Task.CompletedTask;")]
    [InlineData("await Parallel.ForEachAsync(new[] { 1 }, (_, _) => default);")]
    [InlineData("_ = TaskScheduler.Default; await Task.CompletedTask;")]
    public void To_leave_the_context_of_the_caller_is_seen(string statement) =>
        Assert.NotEmpty(BanRule.Check(Planted.Method(statement, "async Task"), Bans.Hops, []));

    [Theory]
    [InlineData("await Task.CompletedTask;")]
    [InlineData("await Task.Yield();")]
    [InlineData("await Task.CompletedTask.ConfigureAwait(true);")]
    [InlineData("await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);")]
    [InlineData("await using var none = ((IAsyncDisposable)null!);")]
    public void To_stay_in_it_is_welcome(string statement) =>
        Assert.Empty(BanRule.Check(Planted.Method(statement, "async Task"), Bans.Hops, []));

    [Theory]
    [InlineData("_ = Task.FromResult(1).Result;")]
    [InlineData("_ = new ValueTask<int>(1).Result;")]
    [InlineData("Task.CompletedTask.Wait();")]
    [InlineData("Task.WaitAll();")]
    [InlineData("new SemaphoreSlim(1).Wait();")]
    public void Blocking_is_seen(string statement) => Assert.NotEmpty(BanRule.Check(Planted.Method(statement), Bans.Blocking, []));

    [Fact]
    public void The_result_of_a_complete_task_is_no_block()
    {
        var uses = Planted.Method("var t = new ValueTask<int>(1); return t.IsCompletedSuccessfully ? t.Result : await t;", "async Task<int>");

        Assert.Empty(BanRule.Check(uses, Bans.Blocking, []));
    }

    [Fact]
    public void Await_is_no_block() =>
        Assert.Empty(BanRule.Check(Planted.Method("return await Task.FromResult(1);", "async Task<int>"), All, []));

    [Theory]
    [InlineData("_ = new Random();")]
    [InlineData("_ = Random.Shared.Next();")]
    [InlineData("_ = Guid.NewGuid();")]
    public void Guessable_ids_are_seen(string statement) => Assert.NotEmpty(BanRule.Check(Planted.Method(statement), Bans.Guessable, []));

    [Fact]
    public void A_licence_covers_its_place_only_and_ends_with_its_use()
    {
        Licence licence = new("Planted", "Planted", "System.Threading.Tasks.Task.Run(", "the one writer");

        Assert.Empty(BanRule.Check(Planted.Method("Task.Run(() => 1);"), All, [licence]));
        Assert.NotEmpty(BanRule.Check(Planted.Method("Task.Run(() => 1);"), All, [licence with { From = "Other" }]));
        Assert.NotEmpty(BanRule.Check(Planted.Method(""), All, [licence]));
    }
}
