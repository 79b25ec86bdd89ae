using System.Diagnostics;
using System.Globalization;
using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests;

/// <summary>A lease that goes back and forth between two processes, by the signals in their file.</summary>
public sealed class HandOverProcessTests : IDisposable
{
    private const int Rounds = 40;

    private readonly TemporaryFile _file = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lease_that_is_held_idle_is_handed_to_another_process_that_asks()
    {
        var (id, node) = (SessionId.New(), NodeId.New());
        var key = StateKey.From("crash", id);
        await using var store = _file.OpenStore();
        await store.BeatAsync(node, TimeSpan.FromMinutes(10), Stop);
        await using var listening = await store.ListenAsync(node, signal => GiveBack(store, signal), Stop);
        await store.CommitAsync(Requests.Creation(key) with { Node = node }, Stop);

        // Nobody else is there yet, and it does not look for signals. As a node does, it goes on beating.
        await store.BeatAsync(node, TimeSpan.FromMinutes(10), Stop);
        while (!store.Watch.Rests)
            await Task.Delay(1, Stop);
        using var left = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var beats = BeatAsync(store, node, left.Token);
        using var visitor = Start(id);
        var waits = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            Assert.IsType<AcquireOutcome.Granted>(await store.AcquireAsync(new AcquireRequest(key, node, StateVersion.None, "idle"), Stop));
            await visitor.StandardInput.WriteLineAsync("visit".AsMemory(), Stop);
            await visitor.StandardInput.FlushAsync(Stop);
            var waited = await visitor.StandardOutput.ReadLineAsync(Stop);
            Assert.False(waited is null, "The other process died.");
            waits.Add(double.Parse(waited, CultureInfo.InvariantCulture) / 1000);
        }

        visitor.StandardInput.Close();
        await visitor.WaitForExitAsync(Stop);
        await left.CancelAsync();
        await beats;
        Assert.Equal(0, visitor.ExitCode);
        waits.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Rounds} hand-overs: p50 {waits[Rounds / 2]:f2} ms, p90 {waits[Rounds * 9 / 10]:f2} ms, longest {waits[^1]:f2} ms"));
        using var connection = _file.OpenDirectly();
        Assert.Equal(0L, connection.Scalar("SELECT count(*) FROM tidemark_record WHERE holder IS NOT NULL"));
    }

    public void Dispose() => _file.Dispose();

    private static async Task BeatAsync(SqliteStore store, NodeId node, CancellationToken left)
    {
        while (!left.IsCancellationRequested)
        {
            await store.BeatAsync(node, TimeSpan.FromMinutes(10), Stop);
            await Task.Delay(TimeSpan.FromMilliseconds(50), left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async void GiveBack(SqliteStore store, StoreSignal signal)
    {
        if (signal is StoreSignal.Recall recall)
            await store.ReleaseAsync(recall.Key, recall.Token, TimeSpan.Zero, Stop);
    }

    private Process Start(SessionId id) => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "Tidemark.Sqlite.Crash.dll"), "visit", _file.Path, id.Reveal()])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;
}
