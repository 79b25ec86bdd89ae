namespace Shop.Domain;

public sealed class Friend(string name)
{
    private readonly List<Gift> _gifts = [];

    public string Name { get; } = name;

    public Friend? Partner { get; private set; }

    public IReadOnlyList<Gift> Gifts => _gifts;

    public void PairWith(Friend other)
    {
        if (other == this)
            return;
        Partner?.Partner = null;
        other.Partner?.Partner = null;
        (Partner, other.Partner) = (other, this);
    }

    /// <summary>A gift for a couple is one object in both lists: bought for one, it is bought for the other.</summary>
    public Gift Plan(string idea)
    {
        var gift = new Gift(idea, this);
        _gifts.Add(gift);
        Partner?._gifts.Add(gift);
        return gift;
    }
}
