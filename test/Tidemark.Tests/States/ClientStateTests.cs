using Tidemark.Stores;

namespace Tidemark.Tests.States;

public sealed class ClientStateTests
{
    private static readonly Lifetime Usual = new(TimeSpan.FromMinutes(20), TimeSpan.FromHours(8));
    private static readonly DateTimeOffset Created = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ClientState _state = new(default, Answer(3, ["a", "b"]), int.MaxValue);

    [Fact]
    public void An_answer_that_brings_nothing_new_leaves_the_objects_that_are_live()
    {
        var before = _state.Find("a", null);

        Assert.True(_state.TryRefresh(Answer(3, [], "a", "b"), new StateVersion(3), int.MaxValue));

        Assert.Same(before, _state.Find("a", null));
        Assert.Equal(["a", "b"], _state.Present(null).Select(slot => slot.Name).Order());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void What_an_answer_does_not_name_is_gone_even_if_a_store_that_forgot_came_to_the_same_version_again(long version)
    {
        Assert.True(_state.TryRefresh(Answer(version, [], "b"), new StateVersion(3), int.MaxValue));

        Assert.Null(_state.Find("a", null));
        Assert.NotNull(_state.Find("b", null));
    }

    private static PrimaryState Answer(long version, string[] changed, params string[] unchanged) => new(
        new StateVersion(version), Created, TimeSpan.Zero, Usual, Usual.Idle,
        [.. changed.Select(name => StoredAttribute.Whole(name, new StateVersion(version), new byte[] { 1 }))], unchanged);
}
