using System.Net;
using Shop.Domain;

namespace Shop.Shoppers;

internal static class CartSteps
{
    private const int MostLines = 12;

    public static async Task AddAsync(Shopper shopper)
    {
        if (shopper.State.Lines.Count >= MostLines)
            return;
        var front = await shopper.VisitAsync("/");
        var product = await BrowseSteps.OpenProductAsync(shopper, front);
        if (product.TryForm("form#add") is not { } form)
            return;
        var (id, quantity) = (Product(form), shopper.Random.Next(1, 4));
        await shopper.SubmitAsync(form.With("quantity", $"{quantity}"), state => state.Add(id, quantity), "/Cart");
    }

    /// <summary>Several products put in at the same moment through different app servers: the cart must have them all.</summary>
    public static async Task AddTogetherAsync(Shopper shopper)
    {
        if (shopper.State.Lines.Count is 0 or > MostLines - 3)
            return;
        var forms = new List<(WebForm, Func<ShopperState, ShopperState>)>();
        while (forms.Count < 3)
        {
            var page = await BrowseSteps.OpenProductAsync(shopper, shopper.Random.Next(1, shopper.Catalogue.Products.Count + 1));
            if (page.TryForm("form#add") is { } form)
                forms.Add((form, state => state.Add(Product(form), 1)));
        }
        await shopper.SubmitTogetherAsync(forms, "/Cart");
    }

    public static Task<WebPage> ReadAsync(Shopper shopper) => shopper.VisitAsync("/Cart");

    public static async Task OneMoreAsync(Shopper shopper)
    {
        if (await AnyLineAsync(shopper, "More") is not var (form, product) || shopper.State.Lines[product] == Cart.MostPerLine)
            return;
        await shopper.SubmitAsync(form, state => state.Add(product, 1), "/Cart");
    }

    public static async Task SetQuantityAsync(Shopper shopper)
    {
        if (await AnyLineAsync(shopper, "Quantity") is not var (form, product))
            return;
        var quantity = shopper.State.Lines[product] % 9 + 1;
        await shopper.SubmitAsync(
            form.With("quantity", $"{quantity}"), state => state.SetQuantity(product, quantity), "/Cart");
    }

    public static async Task RemoveAsync(Shopper shopper)
    {
        if (await AnyLineAsync(shopper, "Remove") is var (form, product))
            await shopper.SubmitAsync(form, state => state.Remove(product), "/Cart");
    }

    public static async Task CouponAsync(Shopper shopper)
    {
        var cart = await ReadAsync(shopper);
        if (cart.TryForm("form#coupon") is not { } form)
            return;
        var code = shopper.Random.GetItems<string>(["TIDE10", "HARBOUR5", "EXPIRED"], 1)[0];
        var known = code == "EXPIRED" ? null : code;
        await shopper.SubmitAsync(form.With("code", code), state => state with { Coupon = known }, "/Cart");
    }

    public static async Task NoteAsync(Shopper shopper)
    {
        var cart = await ReadAsync(shopper);
        if (cart.TryForm("form#note") is not { } form)
            return;
        var note = $"For {shopper.Marker}: <ring> twice & wait, {shopper.Random.Next(1000)} ½";
        await shopper.SubmitAsync(form.With("note", note), state => state with { Note = note }, "/Cart");
    }

    /// <summary>The handler empties the cart and throws. The cart that follows must be the one that was.</summary>
    public static async Task CrashAsync(Shopper shopper)
    {
        var cart = await ReadAsync(shopper);
        if (cart.TryForm("form#crash") is not { } form)
            return;
        var answer = await shopper.Browser.PostAsync(form);
        if (answer is { Status: not (HttpStatusCode.InternalServerError or HttpStatusCode.ServiceUnavailable) })
            throw new ShopperException("status 500 from the crash", $"{(int)answer.Status}");
        shopper.Tally.Crashed();
        await ReadAsync(shopper);
    }

    private static async Task<(WebForm Form, int Product)?> AnyLineAsync(Shopper shopper, string handler)
    {
        var cart = await ReadAsync(shopper);
        if (shopper.State.Lines.Count == 0)
            return null;
        var product = shopper.State.Lines.Keys.ElementAt(shopper.Random.Next(shopper.State.Lines.Count));
        return (cart.Form($"form[data-product='{product}'][action*={handler}]"), product);
    }

    private static int Product(WebForm form) => int.Parse(form.Fields["product"]);
}
