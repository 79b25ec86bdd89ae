using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests.Hostile;

internal sealed record Subject(string Name, byte[] Payload, Action<byte[]> Decode);

/// <summary>Graphs of every kind, small enough that damage hits something that matters.</summary>
internal static class Subjects
{
    public static Subject[] All()
    {
        var serializer = new GraphSerializer();
        var order = new Order { Payment = new InvoicePayment(new Money(5, "EUR"), new Address("Elm", 1)), Anything = 42 };
        order.Things.AddRange(["text", null, 7, new object(), new List<int> { 1, 2 }, order.Payment, order]);
        var ring = new LinkedNode(0);
        var node = ring;
        for (var i = 1; i < 150; i++)
            node = node.Next = new LinkedNode(i) { Previous = node };
        node.Next = ring;
        return
        [
            Of("cart", serializer, Cart.WithLines(5)),
            Of("order", serializer, order),
            Of("ring", serializer, ring),
            Of("customer", serializer, new Customer("Ada", "gold") { Home = new Address("High \u4e2d Street", 3), Adviser = new Employee("Bob") }),
            Of("page", serializer, new Page<Money>(new Money(1, "EUR")) { Box = new Box<Money> { Count = 2 } }),
        ];
    }

    private static Subject Of<T>(string name, GraphSerializer serializer, T graph)
    {
        var plan = serializer.PlanOf<T>();
        return new Subject(name, plan.Encode(graph), bytes => plan.Decode(bytes));
    }
}
