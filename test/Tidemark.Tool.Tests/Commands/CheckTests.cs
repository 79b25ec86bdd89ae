using Microsoft.Data.Sqlite;
using Tidemark.Tool.Reading;
using Tidemark.Tool.Tests.Rig;

namespace Tidemark.Tool.Tests.Commands;

public sealed class CheckTests : IAsyncDisposable
{
    private readonly SqliteShop _shop = new();

    [Fact]
    public async Task A_store_without_faults_is_well()
    {
        await _shop.BeginAsync("ada");
        await _shop.BeginAsync(work: async session => await session.SetAsync(Shop.Basket, new Basket()));

        var text = await _shop.RunAsync("store", "check");
        var report = Assert.Single((await _shop.RunAsync("store", "check", "--deep", "--json")).Json);

        Assert.Equal(ExitCode.Done, text.ExitCode);
        Assert.EndsWith("All is well.\n", text.Output);
        Assert.Equal(2, report.GetProperty("live").GetInt32());
        Assert.Equal(2, report.GetProperty("held").GetInt32());
        Assert.Equal(3, report.GetProperty("attributesRead").GetInt32());
        Assert.Equal(1, report.GetProperty("nodes").GetInt32());
        Assert.Equal("off", report.GetProperty("feed").GetString());
        Assert.True(report.GetProperty("isWell").GetBoolean());
    }

    [Fact]
    public async Task A_record_that_is_damaged_is_named_and_the_others_are_counted()
    {
        var key = await _shop.BeginAsync();
        await _shop.BeginAsync();
        Run("UPDATE tidemark_record SET record = x'02ff' WHERE kind = 0 AND hex(key) LIKE '" + $"{key}".ToUpperInvariant() + "%'");

        var outcome = await _shop.RunAsync("store", "check");

        Assert.Equal(ExitCode.Damaged, outcome.ExitCode);
        Assert.Contains("1 live", outcome.Output);
        Assert.Contains($"DAMAGE  session {SessionReference.Of(key)}: ", outcome.Output);
    }

    [Fact]
    public async Task A_damaged_record_is_named_by_all_commands_that_meet_it_and_can_be_ended()
    {
        var key = await _shop.BeginAsync();
        Run("UPDATE tidemark_record SET record = x'02ff' WHERE kind = 0");

        var list = await _shop.RunAsync("sessions", "list");
        var show = await _shop.RunAsync("sessions", "show", $"{key}");
        var end = await _shop.RunAtTerminalAsync("y\n", "sessions", "end", $"{key}");
        var check = await _shop.RunAsync("store", "check");

        Assert.Equal((ExitCode.Damaged, ExitCode.Damaged, ExitCode.Done, ExitCode.Done), (list.ExitCode, show.ExitCode, end.ExitCode, check.ExitCode));
        Assert.Contains($"{key}", list.Error);
        Assert.Contains("'tidemark sessions end' removes it", show.Error);
        Assert.Contains("which is damaged", end.Error);
    }

    [Fact]
    public async Task Values_that_are_damaged_are_found_by_a_deep_check_only()
    {
        var key = await _shop.BeginAsync();
        Run("UPDATE tidemark_row SET value = x'01020304'");

        var shallow = await _shop.RunAsync("store", "check");
        var deep = await _shop.RunAsync("store", "check", "--deep", "--json");

        Assert.Equal((ExitCode.Done, ExitCode.Damaged), (shallow.ExitCode, deep.ExitCode));
        var finding = Assert.Single(deep.Json[0].GetProperty("findings").EnumerateArray());
        Assert.Equal(SessionReference.Of(key), finding.GetProperty("session").GetString());
        Assert.Contains("'note'", finding.GetProperty("what").GetString());
    }

    [Fact]
    public async Task Sessions_that_nobody_has_removed_for_long_are_a_fault()
    {
        await using var shop = new SqliteShop(options => options.IdleTimeout = TimeSpan.FromMinutes(1), new PastTime(TimeSpan.FromHours(1)));
        await shop.BeginAsync();

        var outcome = await shop.RunAsync("store", "check");

        Assert.Equal(ExitCode.No, outcome.ExitCode);
        Assert.Contains("Sessions that expired more than 15 minutes ago and were not removed: 1.", outcome.Output);
    }

    [Fact]
    public async Task A_file_that_everybody_may_read_is_a_fault()
    {
        await _shop.BeginAsync();
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_shop.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        var outcome = await _shop.RunAsync("store", "check");

        Assert.Equal(OperatingSystem.IsWindows() ? ExitCode.Done : ExitCode.No, outcome.ExitCode);
        Assert.Contains(OperatingSystem.IsWindows() ? "" : "FAULT   Everybody on this machine may read", outcome.Output);
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    private void Run(string sql)
    {
        using var file = new SqliteConnection($"Data Source={_shop.Path};Pooling=False");
        file.Open();
        using var command = file.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
