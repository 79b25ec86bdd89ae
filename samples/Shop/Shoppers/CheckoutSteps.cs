using AngleSharp.Dom;

namespace Shop.Shoppers;

/// <summary>Walks the wizard one step at a time, forth and sometimes back; between two steps other things happen.</summary>
internal static class CheckoutSteps
{
    private static readonly string[] Titles = ["Address", "Delivery", "Payment", "Review"];

    public static async Task AdvanceAsync(Shopper shopper)
    {
        if (shopper.State.Lines.IsEmpty)
            return;
        var page = await shopper.VisitAsync("/checkout", state => state.OpenCheckout(state.Checkout?.Step ?? "Address"));
        var step = shopper.State.Checkout!.Step;
        if (step != "Address" && shopper.Random.Next(4) == 0)
            await BackAsync(shopper, page, step);
        else
            await ForthAsync(shopper, page, step);
    }

    private static Task BackAsync(Shopper shopper, WebPage page, string step)
    {
        var before = Titles[Array.IndexOf(Titles, step) - 1];
        return shopper.VisitAsync(page.Links("a[data-rel=back]")[0], state => state.OpenCheckout(before));
    }

    private static Task ForthAsync(Shopper shopper, WebPage page, string step) => step switch
    {
        "Address" => AddressAsync(shopper, page.Form("form#step")),
        "Delivery" => DeliveryAsync(shopper, page),
        "Payment" => PaymentAsync(shopper, page.Form("form#step")),
        _ => shopper.SubmitAsync(page.Form("form#step"), state => state.PlaceOrder(), "/Account"),
    };

    private static Task AddressAsync(Shopper shopper, WebForm form)
    {
        var (street, code) = ($"{shopper.Random.Next(1, 200)} Quay of {shopper.Marker}", $"{shopper.Random.Next(10000, 99999)}");
        var filled = form.With("FullName", shopper.Marker).With("Street", street).With("PostCode", code).With("City", "Tidemouth");
        return GoOnAsync(shopper, filled, "Delivery", checkout =>
            checkout with { Name = shopper.Marker, Street = street, PostCode = code, City = "Tidemouth" });
    }

    private static Task DeliveryAsync(Shopper shopper, WebPage page)
    {
        var slots = page.Document.QuerySelectorAll("input[name=slot]").Select(slot => slot.GetAttribute("value")!).ToList();
        var slot = slots[shopper.Random.Next(slots.Count)];
        var form = page.Form("form#step").With("slot", slot);
        var wrappings = shopper.State.Checkout!.Wrappings.Clear();
        foreach (var product in shopper.State.Lines.Keys)
        {
            var (paper, message) = shopper.Random.Next(2) == 0 ? ("None", "") : ("Waves", $"From {shopper.Marker} with love");
            form = form.With($"paper[{product}]", paper).With($"message[{product}]", message);
            if (paper != "None")
                wrappings = wrappings.Add(product, (paper, message));
        }
        return GoOnAsync(shopper, form, "Payment", checkout => checkout with { Slot = slot, Wrappings = wrappings });
    }

    private static Task PaymentAsync(Shopper shopper, WebForm form)
    {
        var (marker, digits) = (shopper.Marker, $"{shopper.Random.Next(1000, 10000)}");
        return shopper.Random.Next(3) switch
        {
            0 => PayAsync(form.With("kind", "card").With("holder", marker).With("number", "55554444" + digits), "card", marker, digits, ""),
            1 => PayAsync(form.With("kind", "invoice").With("company", marker), "invoice", "", "", marker),
            _ => PayAsync(form.With("kind", "cash"), "cash", "", "", ""),
        };

        Task PayAsync(WebForm filled, string kind, string holder, string lastDigits, string company) =>
            GoOnAsync(shopper, filled, "Review", checkout =>
                checkout with { Kind = kind, Holder = holder, LastDigits = lastDigits, Company = company });
    }

    private static Task GoOnAsync(Shopper shopper, WebForm form, string next, Func<CheckoutState, CheckoutState> change) =>
        shopper.SubmitAsync(
            form, state => state with { Checkout = change(state.Checkout!) }, $"/Checkout/{next}", state => state.OpenCheckout(next));
}
