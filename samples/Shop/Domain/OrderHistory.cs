namespace Shop.Domain;

/// <summary>The orders placed in this session, oldest first.</summary>
public sealed class OrderHistory
{
    private readonly List<Order> _orders = [];

    public IReadOnlyList<Order> Orders => _orders;

    public void Add(Order order) => _orders.Add(order);
}
