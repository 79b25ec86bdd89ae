using System.Collections.ObjectModel;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Checks;

/// <summary>One object in two attributes becomes two, as soon as they are read again.</summary>
public sealed class SharedInstanceTests
{
    private static readonly SessionKey<Wizard> Other = new("other");
    private static readonly SessionKey<Shelf> Shelves = new("shelves");

    private readonly Watch _watch = new();

    [Fact]
    public async Task It_is_told_once_with_both_paths_and_the_remedy()
    {
        var id = await _watch.Rig.StoreAsync();
        await using (var session = await _watch.OpenAsync(id))
        {
            var shared = new Wizard { Step = 3, Before = new Wizard() };
            (await session.GetAsync(Keys.Wizard))!.Before = shared;
            await session.SetAsync(Shelves, new Shelf { Things = { new Wizard(), shared } });
            await session.CommitAsync();
            shared.Step = 4;
            await session.CompleteAsync();
        }

        var warning = _watch.Warnings.Single(Warnings.SharedInstance);
        Assert.Contains("'shelves' and 'wizard'", warning, StringComparison.Ordinal);
        Assert.Contains(": Things[1] of the one is Before of the other", warning, StringComparison.Ordinal);
        Assert.Contains("in one attribute", warning, StringComparison.Ordinal);
        Assert.DoesNotContain(id.Reveal(), warning, StringComparison.Ordinal);
        Assert.Single(_watch.Warnings.All);
    }

    [Fact]
    public async Task Each_pair_is_told_and_a_value_that_is_a_part_itself()
    {
        await using (var session = _watch.Node.Create())
        {
            var wizard = new Wizard();
            await session.SetAsync(Keys.Wizard, wizard);
            await session.SetAsync(Other, wizard);
            await session.SetAsync(Shelves, new Shelf { Things = { wizard } });
            await session.CompleteAsync();
        }

        Assert.Equal(2, _watch.Warnings.All.Count);
        Assert.Contains(_watch.Warnings.All, warning => warning.Contains("the value itself of the one is the value itself", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_attribute_that_an_earlier_request_got_counts_as_well()
    {
        var id = await _watch.Rig.StoreAsync();
        Wizard wizard;
        await using (var session = await _watch.OpenAsync(id))
        {
            wizard = (await session.GetAsync(Keys.Wizard))!;
            await session.CompleteAsync();
        }

        await using (var session = await _watch.OpenAsync(id))
        {
            await session.SetAsync(Other, new Wizard { Before = wizard });
            await session.CompleteAsync();
        }

        Assert.Contains("Before of the one", _watch.Warnings.Single(Warnings.SharedInstance), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_change_may_be_shared()
    {
        await using (var session = _watch.Node.Create())
        {
            var (text, node) = ("text", new Chain(1, new Chain(2, null)));
            await session.SetAsync(new SessionKey<Shelf>("a"), new Shelf { Name = text, Chain = node });
            await session.SetAsync(new SessionKey<Shelf>("b"), new Shelf { Name = text, Chain = node });
            await session.SetAsync(Keys.Name, text);
            await session.CompleteAsync();
        }

        Assert.Empty(_watch.Warnings.All);
    }

    [Fact]
    public async Task One_object_twice_in_one_attribute_is_state_and_no_wrong_use()
    {
        await using (var session = _watch.Node.Create())
        {
            var wizard = new Wizard();
            await session.SetAsync(Shelves, new Shelf { Things = { wizard, wizard } });
            await session.SetAsync(Keys.Wizard, new Wizard());
            await session.CompleteAsync();
        }

        Assert.Empty(_watch.Warnings.All);
    }

    private sealed class Shelf
    {
        public string Name { get; set; } = "";

        public string[] Tags { get; set; } = [];

        public ReadOnlyCollection<int> Numbers { get; set; } = ReadOnlyCollection<int>.Empty;

        public Chain? Chain { get; set; }

        public List<Wizard> Things { get; } = [];
    }

    private sealed record Chain(int Number, Chain? Next);
}
