namespace Shop.Domain;

/// <summary>The products a shopper looked at last, newest first, each once.</summary>
public sealed class RecentlyViewed
{
    public const int Most = 8;

    private readonly LinkedList<int> _products = [];

    public IEnumerable<int> Products => _products;

    public void Add(int productId)
    {
        _products.Remove(productId);
        _products.AddFirst(productId);
        if (_products.Count > Most)
            _products.RemoveLast();
    }
}
