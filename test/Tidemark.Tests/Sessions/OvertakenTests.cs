using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>What is left of a request whose session others had before it was over.</summary>
public sealed class OvertakenTests
{
    private readonly Rig _rig = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_request_had_in_hand_serves_the_next_one_unless_it_was_changed_elsewhere(bool isChanged)
    {
        var id = await _rig.StoreAsync();
        var first = await _rig.OpenAsync(id);
        var cart = (await first.GetAsync(Keys.Cart))!;
        await first.StandByAsync();
        await using (var there = (await _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive))!)
        {
            (await there.GetAsync(Keys.Cart))!.Lines[0].Quantity += isChanged ? 7 : 0;
            await there.CompleteAsync();
        }

        await first.CompleteAsync();
        await using var next = await _rig.OpenAsync(id);
        var found = (await next.GetAsync(Keys.Cart))!;
        Assert.Equal(isChanged, !ReferenceEquals(cart, found));
        Assert.Equal(isChanged ? 8 : 1, found.Lines[0].Quantity);
    }

    [Fact]
    public async Task What_a_request_had_in_hand_does_not_take_the_place_of_what_another_one_has()
    {
        var id = await _rig.StoreAsync();
        var first = await _rig.OpenAsync(id);
        await first.GetAsync(Keys.Cart);
        await first.StandByAsync();
        await using var second = await _rig.OpenAsync(id);
        var own = (await second.GetAsync(Keys.Cart))!;
        own.Lines[0].Quantity = 9;
        await first.CompleteAsync();

        Assert.Same(own, await second.GetAsync(Keys.Cart));
        await second.CompleteAsync();
        Assert.Equal(9, (await _rig.StoredAsync(id, Keys.Cart))!.Lines[0].Quantity);
    }

    [Fact]
    public async Task Who_only_read_a_session_that_wanders_does_not_wait_until_it_is_back()
    {
        var id = await _rig.StoreAsync();
        var other = _rig.NewNode();
        for (var turn = 0; turn < 3; turn++)
        {
            await (await _rig.OpenAsync(id)).CompleteAsync();
            await (await other.OpenAsync(id, SessionAccess.Exclusive))!.CompleteAsync();
        }

        var reading = await _rig.OpenAsync(id);
        await reading.GetAsync(Keys.Cart);

        // Time stands still: a call that is lost is never sent again.
        _rig.Store.Script(StoreVerb.Release, StoreFault.RequestLost);
        var before = _rig.Store.Calls(StoreVerb.Release);
        var completing = reading.CompleteAsync();

        Assert.True(completing.IsCompletedSuccessfully);
        Assert.Equal(1, _rig.Store.Calls(StoreVerb.Release) - before);
    }
}
