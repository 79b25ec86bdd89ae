using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>That a store keeps names apart that are not the same characters, and gives them back as they were.</summary>
public abstract class NameConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    /// <summary>The seeds to run: 20 new ones, each for a session of a dozen names.</summary>
    protected virtual IEnumerable<int> Seeds => Enumerable.Range(0, 20).Select(_ => Random.Shared.Next());

    [Fact]
    public async Task Names_that_are_alike_are_names_of_their_own()
    {
        foreach (var seed in Seeds)
        {
            var random = new Random(seed);
            var names = ModelNames.Draw(random, 12);
            var key = NewKey();
            var last = await CreateAsync(key, [.. names.Select((name, number) => Whole(name, (byte)number))]);
            var gone = names[random.Next(names.Length)];
            last = Committed(await SendAsync(Change(key, last, Gone(gone))));
            var state = await FindAsync(key);
            Assert.Equal(names.Where(name => name != gone).Order(StringComparer.Ordinal), ChangedNames(state));
            foreach (var (name, number) in names.Select((name, number) => (name, number)).Where(pair => pair.name != gone))
                AssertValue(state, name, (byte)number);
            Assert.Equal(ChangedNames(state), UnchangedNames((await GrantAsync(key, Here, last.Version)).State));
        }
    }

    [Fact]
    public void A_name_that_is_no_text_reaches_no_store()
    {
        foreach (var name in new[] { "d\ud83d", "d\ude00", "\ude00\ud83d", "\ud83d\ud83d\ude00" })
        {
            Assert.Throws<ArgumentException>(() => Whole(name, 1));
            Assert.Throws<ArgumentException>(() => new PatchedValue(name, default, default, 0, 0));
            Assert.Throws<ArgumentException>(() => Gone(name));
            Assert.Throws<ArgumentException>(() => UserKey.From("shop", name));
            Assert.Throws<ArgumentException>(() => UserKey.From(name, "ada"));
            Assert.Throws<ArgumentException>(() => StateKey.From(name, SessionId.New()));
        }
    }
}
