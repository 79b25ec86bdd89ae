namespace Shop.Shoppers;

/// <summary>Something a shopper does next, and how often it does so compared with the others.</summary>
internal sealed record ShoppingStep(string Name, int Weight, Func<Shopper, Task> RunAsync)
{
    public static IReadOnlyList<ShoppingStep> All { get; } =
    [
        new("looks around", 4, BrowseSteps.LookAroundAsync),
        new("searches", 2, BrowseSteps.SearchAsync),
        new("adds to the cart", 5, CartSteps.AddAsync),
        new("takes one more", 4, CartSteps.OneMoreAsync),
        new("sets a quantity", 3, CartSteps.SetQuantityAsync),
        new("removes a line", 2, CartSteps.RemoveAsync),
        new("reads the cart", 3, CartSteps.ReadAsync),
        new("enters a coupon", 1, CartSteps.CouponAsync),
        new("leaves a note", 1, CartSteps.NoteAsync),
        new("adds several at once", 3, CartSteps.AddTogetherAsync),
        new("meets a crash", 1, CartSteps.CrashAsync),
        new("checks out", 6, CheckoutSteps.AdvanceAsync),
        new("plans gifts", 3, GiftSteps.PlanAsync),
        new("looks at its account", 1, AccountSteps.LookAsync),
        new("signs in", 3, AccountSteps.SignInAsync),
        new("signs out", 1, AccountSteps.SignOutAsync),
    ];

    /// <summary>What every shopper begins with, so that even a short visit meets what matters most.</summary>
    public static IReadOnlyList<ShoppingStep> First { get; } =
        [.. ((string[])["adds to the cart", "adds several at once", "takes one more", "meets a crash"])
            .Select(name => All.Single(step => step.Name == name))];

    public static ShoppingStep Choose(Random random)
    {
        var ticket = random.Next(All.Sum(step => step.Weight));
        return All.First(step => (ticket -= step.Weight) < 0);
    }
}
