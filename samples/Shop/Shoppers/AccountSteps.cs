using System.Net;

namespace Shop.Shoppers;

internal static class AccountSteps
{
    public static Task LookAsync(Shopper shopper) => shopper.VisitAsync("/Account");

    public static async Task SignInAsync(Shopper shopper)
    {
        var before = shopper.Browser.Copy();
        var page = await shopper.VisitAsync("/SignIn");
        var answer = await shopper.Browser.PostAsync(page.Form("form#sign-in").With("name", shopper.Marker));
        if (answer is { Status: HttpStatusCode.Found })
        {
            shopper.Belief.Becomes(state => state with { Visitor = shopper.Marker });
            shopper.Tally.Changed();
            await OldIdIsDeadAsync(shopper, before);
        }
        else
        {
            // Without an answer the shopper may not have heard its new id, and the old one is dead.
            shopper.Belief.MayBecome(state => state with { Visitor = shopper.Marker });
            shopper.Belief.MayBecome(_ => new ShopperState(shopper.Catalogue));
        }
        await shopper.VisitAsync("/Account");
    }

    public static async Task SignOutAsync(Shopper shopper)
    {
        if (shopper.State.Orders.IsEmpty)
            return;
        var page = await shopper.VisitAsync("/Account");
        await shopper.SubmitAsync(page.Form("form#sign-out"), _ => new ShopperState(shopper.Catalogue), "/");
        shopper.Tally.BeganSession();
    }

    /// <summary>Who held the cookie from before the sign-in must now see an empty shop.</summary>
    private static async Task OldIdIsDeadAsync(Shopper shopper, Browser before)
    {
        if (await before.GetAsync("/Cart") is { Status: HttpStatusCode.OK } stale
            && new PageFacts(stale).Against(new ShopperState(shopper.Catalogue).Facts()) is { } seen)
        {
            throw new ShopperException("an empty cart for the id from before the sign-in", $"{seen.Seen} instead of {seen.Expected}");
        }
    }
}
