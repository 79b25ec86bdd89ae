using System.Net;
using Shop.Numbers;
using Shop.Shoppers;

namespace Shop.Tests;

public sealed class CartTests(OpenShopFixture shop) : IClassFixture<OpenShopFixture>
{
    private readonly Browser _browser = shop.NewBrowser();

    [Fact]
    public async Task A_quantity_changed_in_place_is_seen_on_another_process()
    {
        var cart = await _browser.AddToCartAsync(1, quantity: 2);

        var change = await _browser.PostAsync(cart.Form("form[action*=More]"));
        var after = await _browser.OpenAsync("/Cart");

        Assert.NotEqual(change!.Node, after.Node);
        Assert.Equal("3", after.Fact("cart.line.1.quantity"));
        Assert.Equal("3", (await _browser.OpenAsync("/Cart")).Fact("cart.line.1.quantity"));
    }

    [Fact]
    public async Task A_page_that_only_reads_the_cart_sends_nothing()
    {
        await _browser.AddToCartAsync(1);
        for (var visit = 0; visit < 6; visit++)
        {
            var page = await _browser.OpenAsync("/Cart");
            Assert.Equal(0, page.Number("bytes-sent"));
            Assert.True(page.Number("attributes-touched") > 0);
        }
        var reads = await NumbersOfAsync("GET /Cart");
        Assert.True(reads.Requests >= 6);
        Assert.Equal((0, 0, 0), (reads.Commits, reads.AttributesSent, reads.BytesSent));
    }

    [Fact]
    public async Task One_line_changed_sends_one_attribute()
    {
        await _browser.AddToCartAsync(1);
        await _browser.AddToCartAsync(4);
        var gifts = await _browser.OpenAsync("/Gifts");
        await _browser.SendAsync(gifts.Form("form#plan").With("friend", "Anna").With("idea", "a lamp"));
        var before = await NumbersOfAsync("POST /Cart Remove");

        var cart = await _browser.OpenAsync("/Cart");
        await _browser.SendAsync(cart.Form("form[data-product='4'][action*=Remove]"));

        var after = await NumbersOfAsync("POST /Cart Remove");
        Assert.Equal(1, after.Requests - before.Requests);
        Assert.Equal(1, after.AttributesSent - before.AttributesSent);
        Assert.True(after.SessionBytes - before.SessionBytes > after.BytesSent - before.BytesSent);
    }

    [Fact]
    public async Task A_handler_that_throws_leaves_the_cart_as_it_was()
    {
        var cart = await _browser.AddToCartAsync(7, quantity: 5);

        var crash = await _browser.PostAsync(cart.Form("form#crash"));

        Assert.Equal(HttpStatusCode.InternalServerError, crash?.Status);
        Assert.Contains("Your session is as it was", crash!.Html, StringComparison.Ordinal);
        for (var visit = 0; visit < 3; visit++)
            Assert.Equal("5", (await _browser.OpenAsync("/Cart")).Fact("cart.line.7.quantity"));
    }

    [Fact]
    public async Task Additions_at_the_same_moment_are_all_in_the_cart()
    {
        await _browser.AddToCartAsync(1);
        int[] products = [4, 5, 7, 8, 9, 10, 11, 13];
        var forms = new List<WebForm>();
        foreach (var product in products)
            forms.Add((await _browser.OpenAsync($"/product/{product}")).Form("form#add"));

        var answers = await Task.WhenAll(forms.Select(form => _browser.PostAsync(form)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Found, answer?.Status));
        var cart = await _browser.OpenAsync("/Cart");
        Assert.Equal("9", cart.Fact("cart.count"));
        Assert.All(products, product => Assert.Equal("1", cart.Fact($"cart.line.{product}.quantity")));
    }

    [Fact]
    public async Task The_foot_of_a_page_says_how_often_it_called_the_store()
    {
        var staying = shop.NewBrowser(ServerChoice.Sticky);
        await staying.AddToCartAsync(1);
        Assert.Equal(0, (await staying.OpenAsync("/Cart")).Number("store-calls"));
        Assert.Equal(1, (await staying.OpenAsync("/product/3")).Number("store-calls"));

        await _browser.AddToCartAsync(1);
        Assert.True((await _browser.OpenAsync("/Cart")).Number("store-calls") > 0);
    }

    [Fact]
    public async Task A_coupon_of_either_kind_keeps_its_kind()
    {
        var cart = await _browser.AddToCartAsync(1, quantity: 4);
        cart = await _browser.SendAsync(cart.Form("form#coupon").With("code", "tide10"));
        Assert.Equal(("TIDE10", "€\u00a063.00"), (cart.Fact("cart.coupon"), cart.Fact("cart.total")));

        cart = await _browser.SendAsync(cart.Form("form#coupon").With("code", "HARBOUR5"));
        Assert.Equal(("HARBOUR5", "€\u00a065.00"), (cart.Fact("cart.coupon"), cart.Fact("cart.total")));
    }

    private async Task<RouteNumbers> NumbersOfAsync(string route)
    {
        var all = await shop.Group.CountAsync(TestContext.Current.CancellationToken);
        return RouteNumbers.Sum(route, all.Routes.Where(numbers => numbers.Route == route));
    }
}
