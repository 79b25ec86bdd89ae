using Tidemark.Sqlite;
using Tidemark.Stores;
using Tidemark.Tool.Reading;
using Tidemark.Tool.Tests.Rig;

namespace Tidemark.Tool.Tests.Commands;

/// <summary>Sessions whose keys begin alike.</summary>
public sealed class ReferenceTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tidemark-tool-");
    private readonly SqliteStore _store;

    public ReferenceTests() => _store = new SqliteStore(new SqliteStoreOptions { Path = Path }, TimeProvider.System);

    private string Path => System.IO.Path.Combine(_folder.FullName, "sessions.db");

    [Fact]
    public async Task Of_two_that_begin_alike_neither_is_ended_and_more_digits_of_both_are_named()
    {
        StateKey[] keys = [await CreateAsync(0xab, 1), await CreateAsync(0xab, 2), await CreateAsync(0xcd, 1)];

        var both = await RunAsync("sessions", "end", "abababab", "--yes");
        var one = await RunAsync("sessions", "end", SessionReference.Of(keys[1]), "--yes");
        var left = await RunAsync("sessions", "list", "--json");

        Assert.Equal((ExitCode.WrongUse, ExitCode.Done), (both.ExitCode, one.ExitCode));
        Assert.All(keys[..2], key => Assert.Contains(SessionReference.Of(key), both.Error));
        Assert.Equal(
            [SessionReference.Of(keys[0]), SessionReference.Of(keys[2])], left.Json.Select(session => session.GetProperty("reference").GetString()!).Order());
    }

    [Theory]
    [InlineData("CDCDCDCD")]
    [InlineData(" cdcdcdcdcd ")]
    public async Task Digits_may_be_capitals_and_more_than_a_log_line_has(string digits)
    {
        await CreateAsync(0xab, 1);
        await CreateAsync(0xcd, 1);

        Assert.StartsWith("Session cdcdcdcd\n", (await RunAsync("sessions", "show", digits)).Output);
    }

    [Fact]
    public async Task Long_work_is_watched_on_the_error_stream_and_the_output_stays_clean()
    {
        await CreateAsync(0xab, 1);

        var outcome = await Outcome.OfAsync(["store", "check", "--json", "--store", $"sqlite:{Path}"], isWatched: true);

        Assert.True(Assert.Single(outcome.Json).GetProperty("isWell").GetBoolean());
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private Task<Outcome> RunAsync(params string[] arguments) => Outcome.OfAsync([.. arguments, "--store", $"sqlite:{Path}"]);

    private async Task<StateKey> CreateAsync(byte first, byte last)
    {
        var bytes = Enumerable.Repeat(first, StateKey.Size).ToArray();
        bytes[8] = last;
        var key = StateKey.FromBytes(bytes);
        await _store.CommitAsync(
            new CommitRequest(
                key, NodeId.New(), LeaseToken.None, StateVersion.None, CommitId.New(), [new WholeValue("note", new byte[3])],
                new Lifetime(TimeSpan.FromHours(1), TimeSpan.MaxValue), AfterCommit.Release, ""),
            TestContext.Current.CancellationToken);
        return key;
    }
}
