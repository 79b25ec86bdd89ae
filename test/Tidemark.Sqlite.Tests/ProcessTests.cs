using System.Runtime.InteropServices;
using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests;

/// <summary>Several processes on one file, and what is left of their work when they are killed.</summary>
public sealed class ProcessTests : IDisposable
{
    private const int Sessions = 3;

    private readonly TemporaryFile _file = new();
    private readonly SessionId[] _ids = [.. Enumerable.Range(0, Sessions).Select(_ => SessionId.New())];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_processes_on_one_file_lose_nothing()
    {
        await CreateSessionsAsync();
        var processes = Enumerable.Range(0, 4).Select(number => new HammerProcess(_file.Path, number * 1000, 150, _ids)).ToArray();
        var ends = await Task.WhenAll(processes.Select(process => process.EndAsync(Stop)));
        Assert.All(ends, end => Assert.Equal((0, ""), end));
        var acknowledged = processes.SelectMany(process => process.Acknowledged).ToArray();
        Assert.Equal(600, acknowledged.Length);
        Assert.Equal(600, await AssertLogsHoldAsync(acknowledged));
        foreach (var process in processes)
            process.Dispose();
    }

    [Fact]
    public async Task Every_acknowledged_commit_survives_kill_9()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var acknowledged = new List<Acknowledged>();
        await CreateSessionsAsync();
        for (var round = 0; round < 10; round++)
        {
            using var victim = new HammerProcess(_file.Path, round * 2_000_000, 1_000_000, _ids);
            using var bystander = new HammerProcess(_file.Path, round * 2_000_000 + 1_000_000, 1_000_000, _ids);
            await victim.AcknowledgedAsync(1 + random.Next(60), Stop);
            victim.Kill();

            // The one that lives takes over what the dead one held, and is then killed too.
            await bystander.AcknowledgedAsync(bystander.Acknowledged.Count + 1 + random.Next(60), Stop);
            bystander.Kill();
            Assert.Equal((137, ""), await victim.EndAsync(Stop));
            Assert.Equal((137, ""), await bystander.EndAsync(Stop));
            acknowledged.AddRange(victim.Acknowledged);
            acknowledged.AddRange(bystander.Acknowledged);
            using (var connection = _file.OpenDirectly())
                Assert.Equal("ok", connection.Scalar("PRAGMA integrity_check"));
            await AssertLogsHoldAsync(acknowledged);
        }

        Assert.True(acknowledged.Count > 20, "The processes did too little to prove anything.");
    }

    public void Dispose() => _file.Dispose();

    private async Task CreateSessionsAsync()
    {
        await using var store = _file.OpenStore();
        foreach (var id in _ids)
        {
            await store.CommitAsync(new CommitRequest(
                StateKey.From("crash", id), NodeId.New(), LeaseToken.None, StateVersion.None, CommitId.New(),
                [new WholeValue("log", Array.Empty<byte>())], new Lifetime(TimeSpan.FromHours(1), TimeSpan.FromHours(1)),
                AfterCommit.Release, "create"), Stop);
        }
    }

    // The commit that makes version v appends the log's entry v - 2: so each acknowledged number has its one place. Numbers in between
    // that nobody was told of are commits whose answer died with the process. Returns how many numbers there are.
    private async Task<int> AssertLogsHoldAsync(IReadOnlyCollection<Acknowledged> acknowledged)
    {
        await using var store = _file.OpenStore();
        var total = 0;
        for (var session = 0; session < Sessions; session++)
        {
            var found = Assert.IsType<ReadOutcome.Found>(await store.ReadAsync(StateKey.From("crash", _ids[session]), StateVersion.None, Stop));
            var log = MemoryMarshal.Cast<byte, int>(found.State.Changed[0].Base!.Bytes.Span).ToArray();
            Assert.Equal(found.State.Version.Number - 1, log.Length);
            Assert.Equal(log.Length, log.Distinct().Count());
            foreach (var commit in acknowledged.Where(commit => commit.Session == session))
                Assert.Equal(commit.Number, log[commit.Version - 2]);
            total += log.Length;
        }

        return total;
    }

    private SqliteStore Open() => new(new SqliteStoreOptions { Path = _file.Path }, TimeProvider.System);
}
