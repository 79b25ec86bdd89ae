using System.Runtime.Serialization;

namespace Tidemark.Graph.Tests.Shapes;

/// <summary>Methods that are called when a graph is read: which, when, in what order, and what becomes of those that cannot be.</summary>
public sealed class ReadingHookTests
{
    private readonly GraphSerializer _serializer = new();

    [Fact]
    public void What_is_inside_is_called_first_and_only_once_the_whole_graph_is_there()
    {
        var plan = _serializer.PlanOf<Node>();
        var shared = new Node { Name = "shared" };
        var root = new Node { Name = "root", Next = new Node { Name = "left", Next = shared }, Other = new Node { Name = "right", Next = shared } };
        var set = new HashSet<Node> { shared };
        root.Set = set;

        var copy = plan.Decode(plan.Encode(root));

        Assert.Equal(["shared", "left", "right", "root"], copy.Called.Select(node => node.Name));
        Assert.All(copy.Called, node => Assert.True(node.SawWholeGraph));
    }

    [Fact]
    public void In_a_circle_the_one_that_was_met_first_is_called_last()
    {
        var plan = _serializer.PlanOf<Node>();
        var root = new Node { Name = "root", Next = new Node { Name = "inner" } };
        root.Next.Next = root;

        Assert.Equal(["inner", "root"], plan.Decode(plan.Encode(root)).Called.Select(node => node.Name));
    }

    [Fact]
    public void A_long_list_is_called_from_its_end()
    {
        var plan = _serializer.PlanOf<Node>();
        var root = new Node { Name = "0" };
        var last = root;
        for (var i = 1; i < 1000; i++)
            last = last.Next = new Node { Name = $"{i}" };

        Assert.Equal(Enumerable.Range(0, 1000).Reverse().Select(i => $"{i}"), plan.Decode(plan.Encode(root)).Called.Select(node => node.Name));
    }

    [Fact]
    public void Base_classes_come_first_overrides_once_and_callbacks_last()
    {
        var plan = _serializer.PlanOf<List<Special>>();

        var copy = plan.Decode(plan.Encode([new Special(), new Special()]));

        Assert.All(copy, special => Assert.Equal(["before", "overridden", "special", "callback"], special.Calls));
        Assert.Equal(4, copy[0].CallsWhenCalledBack + copy[1].CallsWhenCalledBack - 2);
    }

    [Fact]
    public void A_class_that_is_a_collection_is_called_with_its_elements()
    {
        var plan = _serializer.PlanOf<Basket>();

        Assert.Equal(3, plan.Decode(plan.Encode([1, 2])).Sum);
    }

    [Fact]
    public void What_a_method_throws_is_told_by_path()
    {
        var plan = _serializer.PlanOf<List<Failing>>();
        var bytes = plan.Encode([new Failing(), new Failing { Fails = true }]);

        var failed = Assert.Throws<GraphFormatException>(() => plan.Decode(bytes));

        Assert.StartsWith("At List<Failing>[1]: what Failing does after reading failed with InvalidOperationException", failed.Message);
        Assert.DoesNotContain("secret", failed.Message);
        Assert.IsType<InvalidOperationException>(failed.InnerException);
        Assert.Equal(bytes, plan.Encode(plan.Decode(plan.Encode([new Failing()])) is [var one] ? [one, new Failing { Fails = true }] : []));
    }

    [Fact]
    public void Reading_a_payload_of_another_build_calls_them_too()
    {
        var writer = new GraphSerializer().PlanOf<Older>();
        var plan = _serializer.PlanOf<Basket2>();

        var copy = plan.Translate(writer.Encode(new Older { Number = 4 }), writer.Schema).Value;

        Assert.Equal(8, copy.Twice);
    }

    [Theory]
    [InlineData(typeof(WithParameters), "no parameters or one of StreamingContext")]
    [InlineData(typeof(Asynchronous), "do not make it async")]
    [InlineData(typeof(OnStruct), "Make it a class")]
    [InlineData(typeof(Preparing), "[OnSerializing]")]
    public void A_method_that_cannot_be_called_is_refused_with_its_plan(Type type, string remedy)
    {
        var refused = Assert.ThrowsAny<Exception>(() => typeof(GraphSerializer).GetMethod(nameof(GraphSerializer.PlanOf))!
            .MakeGenericMethod(typeof(List<>).MakeGenericType(type)).Invoke(_serializer, null)).InnerException;

        Assert.Equal("[]", Assert.IsType<GraphException>(refused).Path);
        Assert.Contains(remedy, refused.Message);
    }

    public sealed class Node
    {
        [SessionIgnore]
        private List<Node>? _called;

        public string Name { get; set; } = "";

        public Node? Next { get; set; }

        public Node? Other { get; set; }

        public HashSet<Node>? Set { get; set; }

        public Node? Root { get; set; }

        [SessionIgnore]
        public bool SawWholeGraph { get; private set; }

        [SessionIgnore]
        public static ThreadLocal<List<Node>> Log { get; } = new(() => []);

        public List<Node> Called => _called ?? [];

        [OnDeserialized]
        private void Read()
        {
            Log.Value!.Add(this);
            SawWholeGraph = Name.Length > 0 && (Set is null || Set.Contains(Next!.Next!));
            if (Name is not ("root" or "0"))
                return;
            _called = [.. Log.Value];
            Log.Value.Clear();
        }
    }

    public abstract class General : IDeserializationCallback
    {
        [SessionIgnore]
        public List<string> Calls { get; private set; } = [];

        [SessionIgnore]
        public int CallsWhenCalledBack { get; private set; }

        void IDeserializationCallback.OnDeserialization(object? sender)
        {
            CallsWhenCalledBack = Calls.Count;
            Calls.Add("callback");
        }

        [OnDeserializing]
        private void Before() => Calls = ["before"];

        [OnDeserialized]
        protected virtual void After(StreamingContext context) => Calls.Add("general");
    }

    public sealed class Special : General
    {
        [OnDeserialized]
        protected override void After(StreamingContext context) => Calls.Add("overridden");

        [OnDeserialized]
        private void AfterAll() => Calls.Add("special");
    }

    public sealed class Basket : List<int>
    {
        [SessionIgnore]
        public int Sum { get; private set; }

        [OnDeserialized]
        private void Add() => Sum = this.Sum();
    }

    public sealed class Failing
    {
        public bool Fails { get; set; }

        [OnDeserialized]
        private void Check()
        {
            if (Fails)
                throw new InvalidOperationException("secret");
        }
    }

    [SessionName("Shop.Basket")]
    public sealed class Older
    {
        public int Number { get; set; }
    }

    [SessionName("Shop.Basket")]
    public sealed class Basket2
    {
        public int Number { get; set; }

        public string? Note { get; set; }

        [SessionIgnore]
        public int Twice { get; private set; }

        [OnDeserialized]
        private void Double() => Twice = 2 * Number;
    }

    public sealed class WithParameters
    {
        [OnDeserialized]
        private void Read(int number) => _ = number;
    }

    public sealed class Asynchronous
    {
        [OnDeserialized]
        private async void Read() => await Task.Yield();
    }

    public struct OnStruct
    {
        public int Number;

        [OnDeserialized]
        private void Read() => Number++;
    }

    public sealed class Preparing
    {
        [OnSerializing]
        private void Prepare(StreamingContext context)
        {
        }
    }
}
