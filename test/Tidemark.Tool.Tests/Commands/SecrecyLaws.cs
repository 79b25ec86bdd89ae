using FsCheck;
using FsCheck.Fluent;
using Tidemark.Tool.Tests.Rig;

namespace Tidemark.Tool.Tests.Commands;

/// <summary>What no output may have: an id, and values that nobody asked for.</summary>
public sealed class SecrecyLaws : IAsyncDisposable
{
    private readonly SqliteShop _shop = new();

    /// <summary>Strings in every place of a graph and of a serialiser's attribute: none shows without --values, as text or as JSON.</summary>
    [Fact]
    public async Task No_string_of_a_graph_is_shown_unless_it_is_asked_for()
    {
        foreach (var words in Words(seed: 7, count: 40))
        {
            var key = await _shop.BeginAsync(work: async session =>
            {
                var basket = new Basket();
                foreach (var word in words)
                {
                    basket.Lines.Add(new BasketLine { Sku = word, Twin = basket.Lines.LastOrDefault() });
                    basket.Votes[word] = 1;
                }

                await session.SetAsync(Shop.Basket, basket);
                await session.SetAsync(Shop.Note, string.Concat(words));
                await session.SetAsync(Shop.Profile, new Profile(words[0]));
            });

            var masked = (await _shop.RunAsync("sessions", "show", $"{key}")).Said + (await _shop.RunAsync("sessions", "show", $"{key}", "--json")).Said;
            var open = await _shop.RunAsync("sessions", "show", $"{key}", "--json", "--values");

            Assert.All(words, word =>
            {
                Assert.DoesNotContain(word, masked);
                Assert.Contains(word, open.Output);
            });
        }
    }

    [Fact]
    public async Task No_command_ever_prints_an_id_or_a_whole_key()
    {
        var key = await _shop.BeginAsync("ada", async session => await session.SetAsync(Shop.Basket, new Basket()));
        var other = await _shop.BeginAsync("ada");
        await _shop.RunAsync("feed", "on");
        string[][] commands =
        [
            ["sessions", "list"], ["sessions", "list", "--json"], ["sessions", "show", $"{key}", "--values"], ["sessions", "show", $"{key}", "--json", "--values"],
            ["users", "show", "ada"], ["users", "show", "ada", "--json"], ["nodes"], ["nodes", "--json"], ["store", "check", "--deep"],
            ["store", "check", "--deep", "--json"], ["feed", "tail", "--from-start", "--no-follow"], ["feed", "tail", "--from-start", "--no-follow", "--json"],
            ["sessions", "end", $"{other}", "--yes", "--json"], ["sessions", "end", $"{key}"], ["users", "end", "ada", "--yes"],
        ];
        foreach (var command in commands)
        {
            var outcome = await _shop.RunAsync(command);

            Assert.NotEmpty(outcome.Said);
            Assert.All(_shop.Server.Ids, id => Assert.DoesNotContain(id.Reveal(), outcome.Said));
            Assert.All([key, other], session => Assert.DoesNotContain(Convert.ToHexStringLower(session.Bytes), outcome.Said));
        }
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    // Words that nothing else has: of capital letters, which neither names nor digits are.
    private static IEnumerable<string[]> Words(ulong seed, int count) =>
        Gen.Choose('A', 'Z').Select(letter => (char)letter).ArrayOf(9).Select(letters => new string(letters)).ArrayOf(6).Where(words => words.Distinct().Count() == words.Length)
            .Sample(count, new Rnd(seed, 1), 10);
}
