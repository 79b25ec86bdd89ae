using Tidemark.Stores;

namespace Tidemark.Tests.Checks;

/// <summary>What is told is told once, and remembering that takes little.</summary>
public sealed class WrongUseTests
{
    private readonly Warnings _warnings = new();

    [Fact]
    public void Of_many_sessions_only_the_last_ones_are_remembered()
    {
        var found = new WrongUse(_warnings);
        var keys = Enumerable.Range(0, 5_000).Select(_ => StateKey.From("test", SessionId.New())).ToArray();
        foreach (var key in keys)
            found.ChangedTooLate(key, "cart", ["Lines"], "Why not.");
        Assert.Equal(5_000, _warnings.All.Count);

        found.ChangedTooLate(keys[^1], "cart", ["Lines"], "Why not.");
        Assert.Equal(5_000, _warnings.All.Count);
        found.ChangedTooLate(keys[0], "cart", ["Lines"], "Why not.");
        Assert.Equal(5_001, _warnings.All.Count);
    }

    [Fact]
    public void Of_objects_that_are_left_only_the_last_ones_are_remembered()
    {
        var found = new WrongUse(_warnings);
        var key = StateKey.From("test", SessionId.New());
        for (var i = 0; i < 1_000; i++)
            found.Leave(new Leftover(key, $"{i}", null!, default));

        Assert.InRange(found.LeftOf(key).Length, 1, 100);
        Assert.Equal("999", found.LeftOf(key)[^1].Attribute);
        Assert.Empty(found.LeftOf(StateKey.From("test", SessionId.New())));
    }

    [Fact]
    public void Many_paths_are_told_in_few_words()
    {
        new WrongUse(_warnings).ReadAndChanged(default, "cart", "GET /", ["A", "B", "C", "D", "E"]);

        Assert.Contains("A, B, C and more", _warnings.Single(Warnings.ReadAndChanged), StringComparison.Ordinal);
    }
}
