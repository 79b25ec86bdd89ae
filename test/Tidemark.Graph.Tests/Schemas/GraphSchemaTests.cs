using System.Collections.Immutable;
using Tidemark.Graph.Shapes;
using Tidemark.Graph.Tests.Laws;
using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests.Schemas;

public sealed class GraphSchemaTests
{
    private readonly GraphSerializer _serializer = new();

    [Fact]
    public void A_schema_is_what_its_bytes_say()
    {
        var schema = _serializer.PlanOf<Knot>().Schema;

        var copy = GraphSchema.Parse(schema.Bytes.Span);

        Assert.Equal(schema.Fingerprint, copy.Fingerprint);
        Assert.Equal(schema.Bytes.ToArray(), copy.Bytes.ToArray());
        Assert.Equal(schema.ToString(), copy.ToString());
        Assert.Equal("Tidemark.Graph.Tests.Laws.Knot", copy.Root);
    }

    // Else a reader without the types would count instances otherwise than their writer did.
    [Fact]
    public void Whether_instances_have_numbers_is_seen_from_names_as_from_types()
    {
        AssertAlike<Tuple<int>>(hasNumbers: false);
        AssertAlike<Tuple<string, DayOfWeek>>(hasNumbers: false);
        AssertAlike<Tuple<List<int>>>(hasNumbers: true);
        AssertAlike<Tuple<int, List<int>>>(hasNumbers: true);
        AssertAlike<Tuple<ImmutableList<int>>>(hasNumbers: false);
        AssertAlike<Tuple<ImmutableList<List<int>>>>(hasNumbers: true);
        AssertAlike<Tuple<ImmutableArray<string>>>(hasNumbers: false);
        AssertAlike<Tuple<ImmutableArray<int[]>>>(hasNumbers: true);
        AssertAlike<Tuple<ImmutableDictionary<string, string>>>(hasNumbers: false);
        AssertAlike<Tuple<ImmutableDictionary<string, int[]>>>(hasNumbers: true);
        AssertAlike<Tuple<Tuple<ImmutableList<int>>>>(hasNumbers: false);
        AssertAlike<Tuple<Tuple<ImmutableList<List<int>>>>>(hasNumbers: true);
        AssertAlike<Tuple<(int, ImmutableList<int>)>>(hasNumbers: false);
        AssertAlike<Tuple<(int, ImmutableList<int[]>)>>(hasNumbers: true);
        AssertAlike<Tuple<int?>>(hasNumbers: false);
    }

    private void AssertAlike<T>(bool hasNumbers)
    {
        var plan = _serializer.PlanOf<T>();
        Assert.Equal((typeof(T), hasNumbers), (typeof(T), plan.Root.IsTracked));
        Assert.Equal((typeof(T), hasNumbers), (typeof(T), GraphSchema.Parse(plan.Schema.Bytes.Span).RootForm.IsTracked));

        // Of a type that only a payload names, the schema says nothing but what its parts are.
        var parts = _serializer.PlanOf<DayOfWeek>().Schema.Scope;
        Assert.Equal((typeof(T), hasNumbers), (typeof(T), parts.FormOf(TypeNames.Of(typeof(T))).IsTracked));
    }

    [Fact]
    public void A_payload_names_its_schema()
    {
        var plan = _serializer.PlanOf<Cart>();

        Assert.True(GraphSchema.TryGetFingerprint(plan.Encode(Cart.WithLines(2)), out var fingerprint));

        Assert.Equal(plan.Schema.Fingerprint, fingerprint);
        Assert.False(GraphSchema.TryGetFingerprint([1, 0, 3], out _));
        Assert.False(GraphSchema.TryGetFingerprint(new byte[20], out _));
    }

    [Fact]
    public void The_order_in_which_types_are_registered_makes_no_other_schema()
    {
        var one = new GraphSerializer(new GraphOptions { KnownTypes = { typeof(Cart), typeof(Address) } }).PlanOf<Order>();
        var other = new GraphSerializer(new GraphOptions { KnownTypes = { typeof(Address), typeof(Cart) } }).PlanOf<Order>();

        Assert.Equal(one.Schema.Fingerprint, other.Schema.Fingerprint);
        Assert.NotEqual(one.Schema.Fingerprint, _serializer.PlanOf<Order>().Schema.Fingerprint);
    }

    [Fact]
    public void A_schema_names_no_assembly() =>
        Assert.DoesNotContain("Version=", _serializer.PlanOf<Knot>().Schema.ToString());

    [Fact]
    public void Damaged_schemas_end_in_a_schema_or_in_one_typed_error()
    {
        var random = new Random(Environment.TickCount);
        var bytes = _serializer.PlanOf<Knot>().Schema.Bytes.ToArray();
        var payload = _serializer.PlanOf<Knot>().Encode(new Knot());
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<GraphFormatException>(() => GraphSchema.Parse(bytes.AsSpan(0, length)));
        for (var i = 0; i < 50_000; i++)
        {
            try
            {
                var schema = GraphSchema.Parse(Hostile.Mutation.Of(bytes, bytes, random));
                BitConverter.TryWriteBytes(payload.AsSpan(2), schema.Fingerprint);
                schema.Read(payload);
            }
            catch (GraphFormatException)
            {
            }
        }
    }

    [Fact]
    public void A_generic_type_of_the_application_is_found_by_its_name_in_any_slot()
    {
        var plan = new GraphSerializer(new GraphOptions { KnownTypes = { typeof(Page<int>) } }).PlanOf<object>();

        var copy = plan.Decode(plan.Encode(new List<Page<int>> { new(7) }));

        Assert.Equal(7, Assert.IsType<List<Page<int>>>(copy)[0].First);
    }
}
