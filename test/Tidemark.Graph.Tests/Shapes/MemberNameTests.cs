namespace Tidemark.Graph.Tests.Shapes
{
    /// <summary>Members whose names are unusual, or are there more than once.</summary>
    public sealed class MemberNameTests
    {
        private readonly GraphSerializer _serializer = new();

        [Fact]
        public void Explicitly_implemented_properties_of_generic_interfaces_are_kept_apart()
        {
            var plan = _serializer.PlanOf<Crate>();
            var crate = new Crate();
            IBox<int> box = crate;
            IBox<string?> other = crate;
            (box.Value, box.Count, other.Value, other.Count) = (1, 2, "three", 4);
            var bytes = plan.Encode(crate);

            var copy = plan.Decode(bytes);

            Assert.Equal((1, 2), (((IBox<int>)copy).Value, ((IBox<int>)copy).Count));
            Assert.Equal(("three", 4), (((IBox<string?>)copy).Value, ((IBox<string?>)copy).Count));
            box.Count = 3;
            Assert.EndsWith("IBox<System.Int32>.Count", plan.Compare(crate, bytes).FirstDifference);
            Assert.Equal(2, Assert.IsType<GraphLeaf>(plan.Schema.Read(bytes).Find(plan.Compare(crate, bytes).FirstDifference!)).Value);
        }

        [Fact]
        public void Attributes_on_explicitly_implemented_properties_count()
        {
            var plan = _serializer.PlanOf<Marked>();
            var marked = new Marked();
            IBox<int> box = marked;
            (box.Value, box.Count) = (1, 2);
            var bytes = plan.Encode(marked);

            var copy = plan.Decode(bytes);

            Assert.Equal((0, 2), (((IBox<int>)copy).Value, ((IBox<int>)copy).Count));
            box.Count = 3;
            Assert.Equal("amount", plan.Compare(marked, bytes).FirstDifference);
        }

        [Fact]
        public void Private_fields_of_one_name_are_kept_apart_even_in_classes_of_one_name()
        {
            var plan = _serializer.PlanOf<MemberNames.Third.Level>();
            var level = new MemberNames.Third.Level();
            level.Set(1, 2, 3);
            var bytes = plan.Encode(level);

            Assert.Equal((1, 2, 3), plan.Decode(bytes).Get());
            level.Set(1, 2, 4);
            Assert.EndsWith("_number", plan.Compare(level, bytes).FirstDifference);
        }

        [Theory]
        [InlineData("\u00e4\u4e2d\U0001F600")]
        [InlineData("\ud800 half")]
        [InlineData("with.dots[and]\"quotes\"\n")]
        [InlineData(" ")]
        public void A_member_may_have_any_name(string name)
        {
            var field = RenamedField(name);
            var plan = (IPlan)Activator.CreateInstance(typeof(Plan<>).MakeGenericType(field.DeclaringType!))!;
            var instance = Activator.CreateInstance(field.DeclaringType!)!;
            field.SetValue(instance, 5);
            var bytes = plan.Encode(instance);

            Assert.Equal(5, field.GetValue(plan.Decode(bytes)));
            field.SetValue(instance, 6);
            Assert.Equal(name, plan.FirstDifference(instance, bytes));
        }

        [Fact]
        public void Two_members_that_are_given_one_name_are_refused_by_path()
        {
            var refused = Assert.Throws<GraphException>(() => _serializer.PlanOf<List<Twice>>());

            Assert.Equal("[]", refused.Path);
            Assert.Contains("two of its members are named Other", refused.Message);
        }

        // An assembly as a compiler would write it: the engine refuses types that are made at run time.
        private static System.Reflection.FieldInfo RenamedField(string name)
        {
            var builder = new System.Reflection.Emit.PersistedAssemblyBuilder(new System.Reflection.AssemblyName("Renamed"), typeof(object).Assembly);
            var type = builder.DefineDynamicModule("Renamed").DefineType("Renamed.Item", System.Reflection.TypeAttributes.Public);
            var field = type.DefineField("Number", typeof(int), System.Reflection.FieldAttributes.Public);
            field.SetCustomAttribute(new System.Reflection.Emit.CustomAttributeBuilder(typeof(SessionNameAttribute).GetConstructors()[0], [name]));
            type.CreateType();
            using var stream = new MemoryStream();
            builder.Save(stream);
            stream.Position = 0;
            var loaded = new System.Runtime.Loader.AssemblyLoadContext(null, isCollectible: true).LoadFromStream(stream);
            return loaded.GetType("Renamed.Item", throwOnError: true)!.GetField("Number")!;
        }

        private interface IPlan
        {
            byte[] Encode(object graph);

            object Decode(byte[] bytes);

            string? FirstDifference(object graph, byte[] bytes);
        }

        private sealed class Plan<T> : IPlan
        {
            private readonly GraphPlan<T> _plan = new GraphSerializer().PlanOf<T>();

            public byte[] Encode(object graph) => _plan.Encode((T)graph);

            public object Decode(byte[] bytes) => _plan.Decode(bytes)!;

            public string? FirstDifference(object graph, byte[] bytes) => _plan.Compare((T)graph, bytes).FirstDifference;
        }

        public interface IBox<T>
        {
            T Value { get; set; }

            int Count { get; set; }
        }

        public sealed class Crate : IBox<int>, IBox<string?>
        {
            int IBox<int>.Value { get; set; }

            int IBox<int>.Count { get; set; }

            string? IBox<string?>.Value { get; set; }

            int IBox<string?>.Count { get; set; }
        }

        public sealed class Marked : IBox<int>
        {
            [SessionIgnore]
            int IBox<int>.Value { get; set; }

            [SessionName("amount")]
            int IBox<int>.Count { get; set; }
        }

        public sealed class Twice
        {
            [SessionName("Other")]
            public int One { get; set; }

            public int Other { get; set; }
        }
    }
}

namespace MemberNames.First
{
    public class Level
    {
        private int _number;

        protected int Number1 { get => _number; set => _number = value; }
    }
}

namespace MemberNames.Second
{
    public class Level : First.Level
    {
        private int _number;

        protected int Number2 { get => _number; set => _number = value; }
    }
}

namespace MemberNames.Third
{
    public sealed class Level : Second.Level
    {
        private int _number;

        public void Set(int first, int second, int third) => (Number1, Number2, _number) = (first, second, third);

        public (int First, int Second, int Third) Get() => (Number1, Number2, _number);
    }
}
