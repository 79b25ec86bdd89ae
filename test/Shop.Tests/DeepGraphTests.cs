using Shop.Shoppers;

namespace Shop.Tests;

/// <summary>Changes deep in graphs that are nested, cyclic and private survive the way to another process.</summary>
public sealed class DeepGraphTests(OpenShopFixture shop) : IClassFixture<OpenShopFixture>
{
    private readonly Browser _browser = shop.NewBrowser();

    [Fact]
    public async Task The_wizard_remembers_every_step_on_every_process()
    {
        await _browser.AddToCartAsync(1, quantity: 2);
        var page = await _browser.OpenAsync("/checkout");
        page = await _browser.SendAsync(page.Form("form#step")
            .With("FullName", "Ada Tide").With("Street", "1 Quay").With("PostCode", "12345").With("City", "Tidemouth"));
        var slot = page.Document.QuerySelector("input[name=slot]")!.GetAttribute("value")!;
        page = await _browser.SendAsync(page.Form("form#step").With("slot", slot).With("paper[1]", "Waves").With("message[1]", "Ahoy"));
        page = await _browser.SendAsync(page.Form("form#step")
            .With("kind", "card").With("holder", "Ada Tide").With("number", "4444333322221111"));

        Assert.Equal("Review", page.Fact("checkout.step"));
        Assert.Equal("Card of Ada Tide, ending in 1111", page.Fact("checkout.payment"));
        Assert.Equal(("Waves", "Ahoy"), (page.Fact("checkout.paper.1"), page.Fact("checkout.message.1")));

        // Back, a change of one private field deep inside, and forth again.
        page = await _browser.OpenAsync(page.Links("a[data-rel=back]")[0]);
        page = await _browser.OpenAsync(page.Links("a[data-rel=back]")[0]);
        Assert.Equal(slot, page.Fact("checkout.slot"));
        page = await _browser.SendAsync(page.Form("form#step").With("message[1]", "Ahoy again"));
        Assert.Equal(("Payment", "card"), (page.Fact("checkout.step"), page.Fact("checkout.kind")));
        page = await _browser.OpenAsync("/Checkout/Review");
        Assert.Equal("Ahoy again", page.Fact("checkout.message.1"));

        page = await _browser.SendAsync(page.Form("form#step"));
        Assert.Equal(("2", "Ada Tide", "0"), (page.Fact("order.1.lines"), page.Fact("order.1.recipient"), page.Fact("cart.count")));
    }

    [Fact]
    public async Task The_wizard_resumes_where_it_was_left()
    {
        await _browser.AddToCartAsync(1);
        var page = await _browser.OpenAsync("/Checkout/Review");
        Assert.Equal("Address", page.Fact("checkout.step"));

        await _browser.SendAsync(page.Form("form#step")
            .With("FullName", "Ada Tide").With("Street", "1 Quay").With("PostCode", "12345").With("City", "Tidemouth"));

        Assert.Equal("Delivery", (await _browser.OpenAsync("/checkout")).Fact("checkout.step"));
    }

    [Fact]
    public async Task A_gift_that_a_couple_shares_stays_one_object()
    {
        var page = await _browser.OpenAsync("/Gifts");
        page = await _browser.SendAsync(page.Form("form#pair").With("one", "Anna").With("other", "Ben"));
        page = await _browser.SendAsync(page.Form("form#plan").With("friend", "Anna").With("idea", "a kite"));
        Assert.Equal("a kite, planned", page.Fact("gift.Ben.0"));

        page = await _browser.SendAsync(page.Form("li[data-fact='gift.Ben.0'] form"));

        Assert.Equal(("a kite, bought", "a kite, bought"), (page.Fact("gift.Anna.0"), page.Fact("gift.Ben.0")));
        Assert.Equal(("Ben", "Anna"), (page.Fact("gift.Anna.partner"), page.Fact("gift.Ben.partner")));
    }

    [Fact]
    public async Task Names_of_friends_are_found_whatever_their_case_after_the_way_to_another_process()
    {
        var page = await _browser.OpenAsync("/Gifts");
        page = await _browser.SendAsync(page.Form("form#plan").With("friend", "Anna").With("idea", "a kite"));
        page = await _browser.SendAsync(page.Form("form#plan").With("friend", "ANNA").With("idea", "a boat"));
        Assert.Equal("a boat, planned", page.Fact("gift.Anna.1"));
    }
}
