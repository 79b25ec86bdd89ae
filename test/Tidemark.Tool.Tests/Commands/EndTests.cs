using Tidemark.Stores;
using Tidemark.Tool.Reading;
using Tidemark.Tool.Tests.Rig;

namespace Tidemark.Tool.Tests.Commands;

public sealed class EndTests : IAsyncDisposable
{
    private readonly SqliteShop _shop = new();

    [Fact]
    public async Task A_session_ends_and_the_others_live()
    {
        var key = await _shop.BeginAsync();
        var other = await _shop.BeginAsync();

        var outcome = await _shop.RunAsync("sessions", "end", $"{key}", "--yes");

        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Equal($"Session {key} has ended.\n", outcome.Output);
        var left = Assert.Single((await _shop.RunAsync("sessions", "list", "--json")).Json);
        Assert.Equal($"{other}", left.GetProperty("session").GetString());
        Assert.Null(await _shop.Server.Sessions.OpenAsync(_shop.Server.Ids[0], SessionAccess.Peek));
    }

    [Fact]
    public async Task One_that_is_over_is_not_there_to_be_ended()
    {
        var key = await _shop.BeginAsync();
        await _shop.RunAsync("sessions", "end", $"{key}", "--yes");

        var outcome = await _shop.RunAsync("sessions", "end", $"{key}", "--yes");

        Assert.Equal(ExitCode.No, outcome.ExitCode);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("y\n", ExitCode.Done)]
    [InlineData("YES\n", ExitCode.Done)]
    [InlineData("\n", ExitCode.No)]
    [InlineData("n\n", ExitCode.No)]
    [InlineData("yellow\n", ExitCode.No)]
    [InlineData("", ExitCode.No)]
    public async Task At_a_terminal_the_operator_is_asked_and_only_a_yes_is_one(string answer, int exitCode)
    {
        var key = await _shop.BeginAsync("ada");

        var outcome = await _shop.RunAtTerminalAsync(answer, "sessions", "end", $"{key}");

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.StartsWith($"End session {key}, of user {UserKey.From(Shop.Name, "ada")}, last used ", outcome.Error);
        Assert.Equal(exitCode == ExitCode.Done ? ExitCode.No : ExitCode.Done, (await _shop.RunAsync("sessions", "list")).ExitCode);
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_nothing_ends_without_yes()
    {
        var key = await _shop.BeginAsync("ada");

        var one = await _shop.RunAsync("sessions", "end", $"{key}");
        var all = await _shop.RunAsync("users", "end", "ada");

        Assert.Equal((ExitCode.WrongUse, ExitCode.WrongUse), (one.ExitCode, all.ExitCode));
        Assert.Contains("--yes", one.Error);
        Assert.Contains("--yes", all.Error);
        Assert.Single((await _shop.RunAsync("sessions", "list", "--json")).Json);
    }

    [Fact]
    public async Task A_session_is_ended_by_its_cookie()
    {
        var key = await _shop.BeginAsync();

        var outcome = await _shop.RunWithAsync(_shop.Server.Ids[0].Reveal(), "sessions", "end", "--cookie-from-stdin", "--yes", "--json");

        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        var document = Assert.Single(outcome.Json);
        Assert.Equal($"{key}", document.GetProperty("session").GetString());
        Assert.True(document.GetProperty("ended").GetBoolean());
    }

    [Fact]
    public async Task Which_session_is_said_in_one_way_and_not_in_two_or_none()
    {
        Assert.Equal(ExitCode.WrongUse, (await _shop.RunAsync("sessions", "end", "--yes")).ExitCode);
        Assert.Equal(ExitCode.WrongUse, (await _shop.RunAsync("sessions", "end", "12345678", "--id-from-stdin", "--yes")).ExitCode);
        Assert.Equal(ExitCode.WrongUse, (await _shop.RunAsync("sessions", "end", "1234567", "--yes")).ExitCode);
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();
}
