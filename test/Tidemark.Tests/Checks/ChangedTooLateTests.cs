using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Checks;

/// <summary>An object that is changed when its request is over: whether the change survives is a matter of luck.</summary>
public sealed class ChangedTooLateTests
{
    private readonly Watch _watch = new();

    [Theory]
    [InlineData(SessionAccess.Exclusive)]
    [InlineData(SessionAccess.Shared)]
    public async Task The_next_request_that_gets_it_is_told_and_stores_the_change_as_ever(SessionAccess access)
    {
        var id = await _watch.Rig.StoreAsync();
        (await GetAsync(id, access)).Lines[1].Quantity = 50;
        await GetAsync(id, access);
        await GetAsync(id, access);

        var warning = _watch.Warnings.Single(Warnings.ChangedTooLate);
        Assert.Contains("'cart'", warning, StringComparison.Ordinal);
        Assert.Contains("Lines[1].Quantity", warning, StringComparison.Ordinal);
        Assert.Contains("is stored with the next commit", warning, StringComparison.Ordinal);
        Assert.Contains("SessionManager.RunAsync", warning, StringComparison.Ordinal);
        Assert.DoesNotContain(id.Reveal(), warning, StringComparison.Ordinal);
        Assert.Equal(50, (await _watch.Rig.StoredAsync(id, Keys.Cart))!.Lines[1].Quantity);
    }

    [Fact]
    public async Task A_request_that_gets_another_attribute_tells_it_too()
    {
        var id = await _watch.Rig.StoreAsync();
        (await GetAsync(id)).Lines.Clear();
        await using (var session = await _watch.OpenAsync(id))
        {
            (await session.GetAsync(Keys.Wizard))!.Step++;
            await session.CompleteAsync();
        }

        Assert.Contains("the change is lost", _watch.Warnings.Single(Warnings.ChangedTooLate), StringComparison.Ordinal);
        Assert.Equal(["wizard"], _watch.Rig.Watched.SentNames);
    }

    [Fact]
    public async Task An_object_of_before_a_release_is_told()
    {
        var id = await _watch.Rig.StoreAsync();
        await using var session = await _watch.OpenAsync(id);
        var cart = (await session.GetAsync(Keys.Cart))!;
        await session.ReleaseAsync();
        cart.Lines.Clear();
        await session.GetAsync(Keys.Cart);

        Assert.Contains("Lines", _watch.Warnings.Single(Warnings.ChangedTooLate), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_that_the_session_gave_up_while_its_request_stood_by_is_told_as_lost()
    {
        var id = await _watch.Rig.StoreAsync();
        Cart cart;
        await using (var late = await _watch.OpenAsync(id))
        {
            cart = (await late.GetAsync(Keys.Cart))!;
            await late.StandByAsync();
            await GetAsync(id);
            await late.CompleteAsync();
        }

        cart.Lines[0].Quantity = 70;
        Assert.Equal(1, (await GetAsync(id)).Lines[0].Quantity);
        var warning = _watch.Warnings.Single(Warnings.ChangedTooLate);
        Assert.Contains("Lines[0].Quantity", warning, StringComparison.Ordinal);
        Assert.Contains("is lost", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_request_changes_while_it_stands_by_is_no_wrong_use()
    {
        var id = await _watch.Rig.StoreAsync();
        await using (var late = await _watch.OpenAsync(id))
        {
            var cart = (await late.GetAsync(Keys.Cart))!;
            await late.StandByAsync();
            await using (var other = await _watch.OpenAsync(id))
            {
                (await other.GetAsync(Keys.Wizard))!.Step = 9;
                other.Discard();
            }

            cart.Lines[0].Quantity = 70;
            await late.CompleteAsync();
        }

        await GetAsync(id);
        Assert.Empty(_watch.Warnings.All);
        Assert.Equal(70, (await _watch.Rig.StoredAsync(id, Keys.Cart))!.Lines[0].Quantity);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Objects_that_the_session_has_again_are_the_next_request_s(bool isSetByHand) => OneThread.Run(_watch.Rig.Time, async () =>
    {
        var id = await _watch.Rig.StoreAsync();
        var other = _watch.Rig.NewNode(log: _watch.Warnings);
        for (var round = 0; round < 4; round++)
        {
            // The other node asks for the session while this request stands by: it gives way, and has its objects in hand until it ends.
            Cart cart;
            await using (var adds = await _watch.OpenAsync(id, SessionAccess.Shared))
            {
                cart = (await adds.GetAsync(Keys.Cart))!;
                cart.Lines.Add(new Line("nut", round));
                await adds.StandByAsync();
                await using (var looks = (await other.OpenAsync(id, SessionAccess.Shared))!)
                {
                    await looks.GetAsync(Keys.Cart);
                    await looks.CompleteAsync();
                }

                await adds.CompleteAsync();
            }

            await using var changes = await _watch.OpenAsync(id, SessionAccess.Shared);
            if (isSetByHand)
                await changes.SetAsync(Keys.Cart, cart);
            else
                cart = (await changes.GetAsync(Keys.Cart))!;
            cart.Lines.Add(new Line("fig", round));
            await changes.CompleteAsync();
        }

        Assert.Empty(_watch.Warnings.All);
        Assert.Equal(11, (await _watch.Rig.StoredAsync(id, Keys.Cart))!.Lines.Count);
    });

    [Fact]
    public async Task What_others_that_share_the_session_are_changing_is_no_wrong_use()
    {
        var id = await _watch.Rig.StoreAsync();
        await GetAsync(id, SessionAccess.Shared);
        await using (var one = await _watch.OpenAsync(id, SessionAccess.Shared))
        {
            (await one.GetAsync(Keys.Cart))!.Lines.Clear();
            await using var other = await _watch.OpenAsync(id, SessionAccess.Shared);
            (await other.GetAsync(Keys.Wizard))!.Step++;
            await other.CompleteAsync();
            await one.CompleteAsync();
        }

        Assert.Empty(_watch.Warnings.All);
    }

    private async Task<Cart> GetAsync(SessionId id, SessionAccess access = SessionAccess.Exclusive)
    {
        await using var session = await _watch.OpenAsync(id, access);
        var cart = (await session.GetAsync(Keys.Cart))!;
        await session.CompleteAsync();
        return cart;
    }
}
