using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests.Shapes;

public sealed class PlanSharingTests
{
    [Fact]
    public void Threads_that_ask_for_a_plan_at_once_get_one_plan_that_works()
    {
        for (var round = 0; round < 20; round++)
        {
            var serializer = new GraphSerializer();
            var plans = new GraphPlan<Order>[8];
            var threads = Enumerable.Range(0, plans.Length).Select(i => new Thread(() =>
            {
                plans[i] = serializer.PlanOf<Order>();
                var order = new Order { Payment = new CardPayment { LastDigits = "0000" }, Anything = i };
                Assert.Equal(i, plans[i].Decode(plans[i].Encode(order)).Anything);
            })).ToArray();
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());

            Assert.All(plans, plan => Assert.Same(plans[0], plan));
        }
    }

    [Fact]
    public void A_plan_that_is_being_built_keeps_no_other_type_waiting()
    {
        using var late = new LateAssembly();
        var serializer = new GraphSerializer();
        var build = new Thread(() => typeof(GraphSerializer).GetMethod(nameof(GraphSerializer.PlanOf))!.MakeGenericMethod(late.Whole).Invoke(serializer, null));
        build.Start();
        late.AskedFor.Wait();

        var plan = serializer.PlanOf<Order>();

        Assert.Equal(3, plan.Decode(plan.Encode(new Order { Anything = 3 })).Anything);
        Assert.True(build.IsAlive);
        late.Allowed.Set();
        build.Join();
    }

    [Fact]
    public void Builds_that_meet_publish_one_codec_of_each_type()
    {
        for (var round = 0; round < 20; round++)
        {
            var serializer = new GraphSerializer();
            var threads = Enumerable.Range(0, 4).Select(number => new Thread(() =>
            {
                _ = number % 2 == 0 ? (object)serializer.PlanOf<List<Order>>() : serializer.PlanOf<Dictionary<int, Order>>();
                var plan = serializer.PlanOf<Dictionary<int, List<Order>>>();
                Assert.Equal(number, Assert.Single(plan.Decode(plan.Encode(new() { [number] = [new Order()] }))).Key);
            })).ToArray();
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
        }
    }

    [Fact]
    public void Two_plans_that_reach_the_same_types_read_each_others_parts_only_as_their_own_root()
    {
        var serializer = new GraphSerializer();
        var bytes = serializer.PlanOf<CartLine>().Encode(new CartLine { Quantity = 3 });

        Assert.Throws<GraphFormatException>(() => serializer.PlanOf<Cart>().Decode(bytes));
        Assert.Equal(3, serializer.PlanOf<CartLine>().Decode(bytes).Quantity);
    }
}
