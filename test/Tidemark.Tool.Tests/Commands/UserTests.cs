using Tidemark.Stores;
using Tidemark.Tool.Commands;
using Tidemark.Tool.Reading;
using Tidemark.Tool.Tests.Rig;

namespace Tidemark.Tool.Tests.Commands;

public sealed class UserTests : IAsyncDisposable
{
    private const string Secret = "a secret that is quite long enough for this";

    private readonly SqliteShop _shop = new();

    [Fact]
    public async Task A_users_sessions_are_listed_and_nobody_elses()
    {
        StateKey[] keys = [await _shop.BeginAsync("ada"), await _shop.BeginAsync("ada")];
        await _shop.BeginAsync("bob");
        await _shop.BeginAsync();

        var outcome = await _shop.RunAsync("users", "show", "ada", "--json");

        Assert.Equal(keys.Select(key => $"{key}"), outcome.Json.Select(session => session.GetProperty("session").GetString()));
    }

    [Fact]
    public async Task All_of_them_end_and_nobody_elses()
    {
        await _shop.BeginAsync("ada");
        await _shop.BeginAsync("ada");
        var bobs = await _shop.BeginAsync("bob");

        var outcome = await _shop.RunAsync("users", "end", "ada", "--yes");

        Assert.Equal((ExitCode.Done, "2 sessions ended.\n"), (outcome.ExitCode, outcome.Output));
        Assert.Equal($"{bobs}", Assert.Single((await _shop.RunAsync("sessions", "list", "--json")).Json).GetProperty("session").GetString());
        Assert.Equal(ExitCode.No, (await _shop.RunAsync("users", "end", "ada", "--yes")).ExitCode);
    }

    [Fact]
    public async Task The_operator_sees_which_before_they_end()
    {
        var key = await _shop.BeginAsync("ada");

        var outcome = await _shop.RunAtTerminalAsync("n\n", "users", "end", "ada");

        Assert.Contains($"End 1 session of this user ({key})?", outcome.Error);
        Assert.Equal(ExitCode.No, outcome.ExitCode);
        Assert.Single((await _shop.RunAsync("users", "show", "ada", "--json")).Json);
    }

    [Fact]
    public async Task A_user_without_sessions_is_not_found_and_the_reasons_are_named()
    {
        await _shop.BeginAsync("ada");

        var outcome = await _shop.RunAsync("users", "show", "eve");

        Assert.Equal(ExitCode.No, outcome.ExitCode);
        Assert.Contains(StoreOptions.SecretVariable, outcome.Error);
        Assert.DoesNotContain("eve", outcome.Error);
    }

    [Fact]
    public async Task Without_the_applications_name_no_user_can_be_looked_for()
    {
        await _shop.BeginAsync("ada");

        var outcome = await Outcome.OfAsync(["users", "show", "ada", "--store", $"sqlite:{_shop.Path}"]);

        Assert.Equal(ExitCode.WrongUse, outcome.ExitCode);
        Assert.Contains("--application", outcome.Error);
    }

    [Fact]
    public async Task Users_of_an_application_with_a_secret_are_found_by_it()
    {
        await using var shop = new SqliteShop(options => options.UserIndexSecret = Secret);
        var key = await shop.BeginAsync("ada");

        var without = await shop.RunAsync("users", "show", "ada");
        var with = await Outcome.OfAsync(shop.With(["users", "show", "ada"]), variable: name => name == StoreOptions.SecretVariable ? Secret : null);
        var tooShort = await Outcome.OfAsync(shop.With(["users", "show", "ada"]), variable: name => name == StoreOptions.SecretVariable ? "short" : null);

        Assert.Equal(ExitCode.No, without.ExitCode);
        Assert.Contains($"{key}", with.Output);
        Assert.Equal(ExitCode.WrongUse, tooShort.ExitCode);
        Assert.DoesNotContain(Secret, with.Said);
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();
}
