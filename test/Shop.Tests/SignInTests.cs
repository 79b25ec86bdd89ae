using Shop.Shoppers;

namespace Shop.Tests;

public sealed class SignInTests(OpenShopFixture shop) : IClassFixture<OpenShopFixture>
{
    private readonly Browser _browser = shop.NewBrowser();

    [Fact]
    public async Task Signing_in_keeps_the_cart_and_kills_the_old_id()
    {
        await _browser.AddToCartAsync(1, quantity: 3);
        var before = _browser.Copy();

        var page = await _browser.SendAsync((await _browser.OpenAsync("/SignIn")).Form("form#sign-in").With("name", "Ada"));

        Assert.Equal(("Ada", "3"), (page.Fact("visitor"), page.Fact("cart.count")));
        for (var visit = 0; visit < 3; visit++)
            Assert.Equal("0", (await before.OpenAsync("/Cart")).Fact("cart.count"));
        Assert.Equal("3", (await _browser.OpenAsync("/Cart")).Fact("cart.count"));
    }

    [Fact]
    public async Task Signing_out_forgets_everything_everywhere()
    {
        await _browser.AddToCartAsync(1, quantity: 3);
        var page = await _browser.SendAsync((await _browser.OpenAsync("/SignIn")).Form("form#sign-in").With("name", "Ada"));
        var before = _browser.Copy();

        page = await _browser.SendAsync(page.Form("form#sign-out"));

        Assert.Equal(("nothing", "0"), (page.Fact("visitor"), page.Fact("cart.count")));
        for (var visit = 0; visit < 3; visit++)
            Assert.Equal("0", (await before.OpenAsync("/Cart")).Fact("cart.count"));
    }

    [Fact]
    public async Task A_visitor_who_only_looks_gets_no_session_cookie()
    {
        await _browser.OpenAsync("/");
        await _browser.OpenAsync("/?category=Garden");
        Assert.Empty(_browser.Cookies.GetAllCookies());
    }
}
