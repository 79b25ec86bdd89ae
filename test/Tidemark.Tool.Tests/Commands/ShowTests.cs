using System.Text;
using Microsoft.Data.Sqlite;
using Tidemark.Tool.Reading;
using Tidemark.Tool.Tests.Rig;

namespace Tidemark.Tool.Tests.Commands;

public sealed class ShowTests : IAsyncDisposable
{
    private readonly SqliteShop _shop = new();

    [Fact]
    public async Task A_session_is_found_by_the_digits_of_a_log_line()
    {
        var key = await _shop.BeginAsync("ada");
        await _shop.BeginAsync();

        var outcome = await _shop.RunAsync("sessions", "show", $"{key}");

        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.StartsWith($"Session {key}\n", outcome.Output);
        Assert.Contains("live, ends in", outcome.Output);
        Assert.Contains("(POST /basket)", outcome.Output);
    }

    [Fact]
    public async Task Its_graph_is_shown_by_the_schema_with_values_masked()
    {
        var key = await BeginWithBasketAsync();

        var outcome = await _shop.RunAsync("sessions", "show", $"{key}", "--attribute", "basket");

        Assert.Contains("Tidemark.Tool.Tests.Rig.Basket", outcome.Output);
        Assert.Contains("Sku: String(6)", outcome.Output);
        Assert.Contains("Quantity: Int32", outcome.Output);
        Assert.Contains("Mood: Tidemark.Tool.Tests.Rig.Mood", outcome.Output);
        Assert.Contains("[0..2999]: Byte", outcome.Output);
        Assert.DoesNotContain("teapot", outcome.Said);
        Assert.DoesNotContain("Hurried", outcome.Said);
        Assert.DoesNotContain("note:", outcome.Output);
    }

    [Fact]
    public async Task Values_are_shown_when_they_are_asked_for()
    {
        var key = await BeginWithBasketAsync();

        var outcome = await _shop.RunAsync("sessions", "show", $"{key}", "--values");

        Assert.Contains("Sku: \"teapot\"", outcome.Output);
        Assert.Contains("Hurried", outcome.Output);
        Assert.Contains("\"hello\"", outcome.Output);
        Assert.Contains("more lines; --json has all of them", outcome.Output);
    }

    [Fact]
    public async Task The_JSON_has_the_graph_and_its_shared_instances()
    {
        var key = await BeginWithBasketAsync();

        var shown = Assert.Single((await _shop.RunAsync("sessions", "show", $"{key}", "--json", "--values", "--attribute", "basket")).Json);

        var members = shown.GetProperty("attributes")[0].GetProperty("graph").GetProperty("root").GetProperty("members").EnumerateArray()
            .ToDictionary(member => member.GetProperty("name").GetString()!, member => member.GetProperty("value"));
        var lines = members.Single(member => member.Key.Contains("Lines")).Value;
        var line = lines.GetProperty("elements")[0];
        Assert.Equal(2, lines.GetProperty("count").GetInt32());
        Assert.Equal(line.GetProperty("id").GetInt32(), lines.GetProperty("elements")[1].GetProperty("members").EnumerateArray()
            .Single(member => member.GetProperty("name").GetString()!.Contains("Twin")).GetProperty("value").GetProperty("ref").GetInt32());
        Assert.Equal(3000, members.Single(member => member.Key.Contains("Picture")).Value.GetProperty("values").GetArrayLength());
    }

    [Fact]
    public async Task Of_a_serialisers_attribute_the_serialiser_and_the_length_are_shown()
    {
        var key = await _shop.BeginAsync(work: async session => await session.SetAsync(Shop.Profile, new Profile("ada of the mill")));

        var masked = await _shop.RunAsync("sessions", "show", $"{key}");
        var open = await _shop.RunAsync("sessions", "show", $"{key}", "--values");

        Assert.Contains("26 bytes of the serialiser 'json'", masked.Output);
        Assert.DoesNotContain("mill", masked.Said);
        Assert.Contains("\"Mail\": \"ada of the mill\"", open.Output);
    }

    [Fact]
    public async Task A_chain_of_patches_is_read_to_its_end()
    {
        var key = await _shop.BeginAsync();
        foreach (var note in new[] { "hello, world", "hello, mill" })
        {
            await _shop.Server.Sessions.RunAsync(_shop.Server.Ids[0], SessionAccess.Shared, "POST /note", async session => await session.SetAsync(Shop.Note, note));
        }

        var outcome = await _shop.RunAsync("sessions", "show", $"{key}", "--values");

        Assert.Contains("hello, mill", outcome.Output);
        Assert.Contains("version     3", outcome.Output);
    }

    [Fact]
    public async Task The_id_is_read_from_standard_input_alone_or_in_a_cookie_header()
    {
        var key = await _shop.BeginAsync();
        await _shop.BeginAsync();
        var id = _shop.Server.Ids[0].Reveal();

        foreach (var input in new[] { id + "\n", $"Cookie: theme=dark; __Host-sid-1234=\"{id}\"; x={SessionId.New().Reveal()}\r\n", $"Set-Cookie: shop={id}; path=/" })
        {
            var outcome = await _shop.RunWithAsync(input, "sessions", "show", "--cookie-from-stdin");
            Assert.StartsWith($"Session {key}\n", outcome.Output);
            Assert.DoesNotContain(id, outcome.Said);
        }
    }

    [Fact]
    public async Task Whatever_names_no_session_says_so_and_is_not_repeated_if_it_is_an_id()
    {
        await _shop.BeginAsync();
        var id = SessionId.New().Reveal();

        var none = await _shop.RunAsync("sessions", "show", "00000000000");
        var unknown = await _shop.RunWithAsync(id, "sessions", "show", "--id-from-stdin");
        var empty = await _shop.RunWithAsync("sid=short", "sessions", "show", "--id-from-stdin");
        var onCommandLine = await _shop.RunAsync("sessions", "show", id);
        var misplaced = await _shop.RunAsync("sessions", "list", id);

        Assert.Equal(ExitCode.No, none.ExitCode);
        Assert.Equal(ExitCode.No, unknown.ExitCode);
        Assert.Equal(ExitCode.WrongUse, empty.ExitCode);
        Assert.Equal(ExitCode.WrongUse, onCommandLine.ExitCode);
        Assert.Equal(ExitCode.WrongUse, misplaced.ExitCode);
        Assert.All([none, unknown, empty, onCommandLine, misplaced], outcome =>
        {
            Assert.Empty(outcome.Output);
            Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
            Assert.DoesNotContain(id, outcome.Said);
        });
    }

    [Theory]
    [InlineData("UPDATE tidemark_row SET value = x'01020304' WHERE name = 'basket'")]
    [InlineData("UPDATE tidemark_row SET value = substr(value, 1, length(value) - 1) WHERE name = 'basket'")]
    [InlineData("UPDATE tidemark_row SET value = x'4f05' WHERE name = 'basket'")]
    [InlineData("UPDATE tidemark_row SET number = 1 WHERE name = 'basket'")]
    [InlineData("UPDATE tidemark_payload_schema SET schema = x'00' WHERE instr(schema, CAST('Basket' AS BLOB)) > 0")]
    public async Task An_attribute_that_is_damaged_is_said_to_be_and_the_others_are_shown(string damage)
    {
        var key = await BeginWithBasketAsync();
        Damage(damage);

        var outcome = await _shop.RunAsync("sessions", "show", $"{key}");
        var document = Assert.Single((await _shop.RunAsync("sessions", "show", $"{key}", "--json")).Json);

        Assert.Equal(ExitCode.Damaged, outcome.ExitCode);
        Assert.Contains("CANNOT BE READ", outcome.Output);
        Assert.Contains("String(5)", outcome.Output);
        Assert.NotEmpty(document.GetProperty("attributes")[0].GetProperty("fault").GetString()!);
    }

    [Fact]
    public async Task What_others_wrote_cannot_move_the_cursor_of_a_terminal()
    {
        await using var session = _shop.Server.Sessions.Create("GET /\u001b[2J\u202egone");
        await session.SetAsync(Shop.Note, "\u001b[2J\u0007gone");
        await session.CompleteAsync();
        var key = Tidemark.Stores.StateKey.From(Shop.Name, session.Id);

        string[] said = [(await _shop.RunAsync("sessions", "show", $"{key}", "--values")).Said, (await _shop.RunAsync("sessions", "list")).Said];

        Assert.All(said, text =>
        {
            Assert.Contains("gone", text);
            Assert.DoesNotContain(text.EnumerateRunes(), rune => rune != new Rune('\n') && (Rune.IsControl(rune) || rune.Value == 0x202e));
        });
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    private Task<Tidemark.Stores.StateKey> BeginWithBasketAsync() => _shop.BeginAsync(work: async session =>
    {
        var basket = new Basket { Mood = Mood.Hurried, Picture = new byte[3000] };
        basket.Lines.Add(new BasketLine { Sku = "teapot", Quantity = 3 });
        basket.Lines.Add(new BasketLine { Sku = "kettle", Quantity = 1, Twin = basket.Lines[0] });
        await session.SetAsync(Shop.Basket, basket);
    });

    private void Damage(string sql)
    {
        using var file = new SqliteConnection($"Data Source={_shop.Path};Pooling=False");
        file.Open();
        using var command = file.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
