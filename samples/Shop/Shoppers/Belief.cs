namespace Shop.Shoppers;

/// <summary>
/// What a shopper believes of its session. After an answer it is one state. A request without an answer was done or was not,
/// so both remain possible until a page shows which.
/// </summary>
internal sealed class Belief(ShopperState state)
{
    private List<ShopperState> _possible = [state];

    public ShopperState State => _possible[0];

    public void Is(ShopperState state) => _possible = [state];

    public void Becomes(Func<ShopperState, ShopperState> change) => _possible = _possible.ConvertAll(state => change(state));

    public void MayBecome(Func<ShopperState, ShopperState> change) => _possible = [.. _possible, .. _possible.Select(change)];

    /// <summary>Keeps the states that the page agrees with. If there is none, tells the difference, and all remain.</summary>
    public (string Expected, string Seen)? Meets(PageFacts page)
    {
        var fitting = _possible.FindAll(state => page.Against(state.Facts()) is null);
        if (fitting.Count == 0)
            return page.Against(State.Facts());
        _possible = fitting;
        return null;
    }
}
