namespace Shop.Shoppers;

internal static class GiftSteps
{
    private const int MostGifts = 20;

    public static async Task PlanAsync(Shopper shopper)
    {
        var page = await shopper.VisitAsync("/Gifts");
        var gifts = shopper.State.Gifts;
        switch (shopper.Random.Next(3))
        {
            case 0:
                await PairAsync(shopper, page);
                break;
            case 1 when gifts.Plans.Find(plan => !gifts.Bought.Contains(plan.Idea)) is { Idea: { } idea } plan:
                await BuyAsync(shopper, page, plan.Friend, idea);
                break;
            default:
                if (gifts.Plans.Count < MostGifts)
                    await IdeaAsync(shopper, page);
                break;
        }
    }

    private static Task IdeaAsync(Shopper shopper, WebPage page)
    {
        var (friend, idea) = (Friend(shopper), $"idea {shopper.State.Gifts.Plans.Count} of {shopper.Marker}");
        return shopper.SubmitAsync(
            page.Form("form#plan").With("friend", friend).With("idea", idea),
            state => state with { Gifts = state.Gifts.Plan(friend, idea) }, "/Gifts");
    }

    private static Task PairAsync(Shopper shopper, WebPage page)
    {
        var pair = shopper.Random.GetItems<string>(["Anna", "Cleo", "Eve"], 1)[0];
        var other = shopper.Random.GetItems<string>(["Ben", "Dan"], 1)[0];
        return shopper.SubmitAsync(
            page.Form("form#pair").With("one", pair).With("other", other),
            state => state with { Gifts = state.Gifts.Pair(pair, other) }, "/Gifts");
    }

    /// <summary>Ticks a gift in one list; if a couple shares it, the other's list must show it too.</summary>
    private static Task BuyAsync(Shopper shopper, WebPage page, string friend, string idea) =>
        shopper.SubmitAsync(
            page.Form($"li[data-fact^='gift.{friend}.'][data-value^='{idea},'] form"),
            state => state with { Gifts = state.Gifts.Buy(idea) }, "/Gifts");

    private static string Friend(Shopper shopper) => shopper.Random.GetItems<string>(["Anna", "Ben", "Cleo", "Dan", "Eve"], 1)[0];
}
