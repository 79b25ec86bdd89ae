using AngleSharp.Dom;

namespace Shop.Shoppers;

/// <summary>Walks the wizard one step at a time, forth and sometimes back; between two steps other things happen.</summary>
internal static class CheckoutSteps
{
    private static readonly string[] Titles = ["Address", "Delivery", "Payment", "Review"];

    public static async Task AdvanceAsync(Shopper shopper, CancellationToken cancellationToken)
    {
        if (shopper.State.Lines.IsEmpty)
            return;
        var page = await shopper.VisitAsync("/checkout", cancellationToken, state => state.OpenCheckout(state.Checkout?.Step ?? "Address"));
        var step = shopper.State.Checkout!.Step;
        if (step != "Address" && shopper.Random.Next(4) == 0)
            await BackAsync(shopper, page, step, cancellationToken);
        else
            await ForthAsync(shopper, page, step, cancellationToken);
    }

    private static Task BackAsync(Shopper shopper, WebPage page, string step, CancellationToken cancellationToken)
    {
        var before = Titles[Array.IndexOf(Titles, step) - 1];
        return shopper.VisitAsync(page.Links("a[data-rel=back]")[0], cancellationToken, state => state.OpenCheckout(before));
    }

    private static Task ForthAsync(Shopper shopper, WebPage page, string step, CancellationToken cancellationToken) => step switch
    {
        "Address" => AddressAsync(shopper, page.Form("form#step"), cancellationToken),
        "Delivery" => DeliveryAsync(shopper, page, cancellationToken),
        "Payment" => PaymentAsync(shopper, page.Form("form#step"), cancellationToken),
        _ => shopper.SubmitAsync(page.Form("form#step"), state => state.PlaceOrder(), "/Account", cancellationToken),
    };

    private static Task AddressAsync(Shopper shopper, WebForm form, CancellationToken cancellationToken)
    {
        var (street, code) = ($"{shopper.Random.Next(1, 200)} Quay of {shopper.Marker}", $"{shopper.Random.Next(10000, 99999)}");
        var filled = form.With("FullName", shopper.Marker).With("Street", street).With("PostCode", code).With("City", "Tidemouth");
        return GoOnAsync(shopper, filled, "Delivery", cancellationToken, checkout =>
            checkout with { Name = shopper.Marker, Street = street, PostCode = code, City = "Tidemouth" });
    }

    private static Task DeliveryAsync(Shopper shopper, WebPage page, CancellationToken cancellationToken)
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
        return GoOnAsync(shopper, form, "Payment", cancellationToken, checkout => checkout with { Slot = slot, Wrappings = wrappings });
    }

    private static Task PaymentAsync(Shopper shopper, WebForm form, CancellationToken cancellationToken)
    {
        var digits = $"{shopper.Random.Next(1000, 10000)}";
        var (filled, change) = shopper.Random.Next(3) switch
        {
            0 => (form.With("kind", "card").With("holder", shopper.Marker).With("number", "555544443333" + digits),
                (Func<CheckoutState, CheckoutState>)(checkout => checkout with { Kind = "card", Holder = shopper.Marker, LastDigits = digits, Company = "" })),
            1 => (form.With("kind", "invoice").With("company", shopper.Marker),
                checkout => checkout with { Kind = "invoice", Holder = "", LastDigits = "", Company = shopper.Marker }),
            _ => (form.With("kind", "cash"), checkout => checkout with { Kind = "cash", Holder = "", LastDigits = "", Company = "" }),
        };
        return GoOnAsync(shopper, filled, "Review", cancellationToken, change);
    }

    private static Task GoOnAsync(
        Shopper shopper, WebForm form, string next, CancellationToken cancellationToken, Func<CheckoutState, CheckoutState> change) =>
        shopper.SubmitAsync(
            form, state => state with { Checkout = change(state.Checkout!) }, $"/Checkout/{next}", cancellationToken,
            state => state.OpenCheckout(next));
}
