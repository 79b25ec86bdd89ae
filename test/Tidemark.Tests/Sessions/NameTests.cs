namespace Tidemark.Tests.Sessions;

/// <summary>
/// A string that was cut between two characters is no name: in a store it would be another one's. Nor is one that changes the line it is written in.
/// </summary>
public sealed class NameTests
{
    private readonly Rig _rig = new();

    [Fact]
    public void Halves_of_characters_are_no_names()
    {
        foreach (var name in new[] { "d\ud83d", "d\ude00", "\ude00\ud83d", "\ud83d\ud83d\ude00", "\ud83d" })
        {
            var refused = Assert.Throws<ArgumentException>(() => new SessionKey<int>(name));
            Assert.Contains("half of a surrogate pair", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(name, refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal("\ud83d\ude00", new SessionKey<int>("\ud83d\ude00").Name);
    }

    [Theory]
    [InlineData("cart\n", "U+000A")]
    [InlineData("\u001b[31mcart", "U+001B")]
    [InlineData("cart\u0085", "U+0085")]
    [InlineData("\u202ecart", "U+202E")]
    [InlineData("ca\u200brt", "U+200B")]
    [InlineData("cart\u2028", "U+2028")]
    [InlineData("cart\u2029", "U+2029")]
    [InlineData("cart\U000e0041", "U+E0041")]
    public void Characters_that_change_the_line_they_are_written_in_are_no_part_of_names(string name, string character)
    {
        var refused = Assert.Throws<ArgumentException>(() => new SessionKey<int>(name));
        Assert.Contains(character, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Halves_of_characters_are_no_users() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        foreach (var user in new[] { "ada\ud83d", "ada\ude00" })
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await session.BindUserAsync(user));
            await Assert.ThrowsAsync<ArgumentException>(async () => await _rig.First.EndAllAsync(user));
        }
    });

    [Fact]
    public void Halves_of_characters_are_no_applications()
    {
        var options = new TidemarkOptions { Application = "shop\ud83d" };
        Assert.Contains(TidemarkOptionsValidation.FindFaults(options), fault => fault.Contains("half of a surrogate pair", StringComparison.Ordinal));
        Assert.Empty(TidemarkOptionsValidation.FindFaults(new TidemarkOptions { Application = "shop\ud83d\ude00" }));
    }
}
