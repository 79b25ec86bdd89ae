using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tidemark.Graph.Tests.Codecs;

public sealed class JsonNodeTests
{
    private readonly GraphPlan<Bag> _plan = new GraphSerializer().PlanOf<Bag>();

    [Fact]
    public void Nodes_of_every_kind_are_kept()
    {
        var bag = Some();
        var bytes = _plan.Encode(bag);

        var copy = _plan.Decode(bytes);

        Assert.True(JsonNode.DeepEquals(bag.Node, copy.Node));
        Assert.True(JsonNode.DeepEquals(bag.Array, copy.Array));
        Assert.True(JsonNode.DeepEquals(bag.Object, copy.Object));
        Assert.Equal(5, copy.Value!.GetValue<int>());
        Assert.Equal("b", Assert.IsType<JsonObject>(copy.Anything)["A"]!.GetValue<string>());
        Assert.True(_plan.IsSame(bag, bytes));
        Assert.True(_plan.IsSame(copy, bytes));
        Assert.Equal(bytes, _plan.Encode(copy));
    }

    [Fact]
    public void A_node_that_is_referred_to_twice_stays_one_with_its_parent()
    {
        var bag = Some();
        bag.Anything = bag.Object!["lines"]![1];

        var copy = _plan.Decode(_plan.Encode(bag));

        Assert.Same(copy.Object!["lines"]![1], copy.Anything);
        Assert.Same(copy.Object["lines"], ((JsonNode)copy.Anything!).Parent);
    }

    [Fact]
    public void A_change_inside_is_a_small_patch()
    {
        foreach (var change in new Action<Bag>[]
        {
            bag => bag.Object!["lines"]![1]!["sku"] = "changed",
            bag => bag.Object!["lines"]!.AsArray().Add(new JsonObject()),
            bag => bag.Object!["lines"]!.AsArray().RemoveAt(0),
            bag => bag.Object!.Remove("note"),
            bag => bag.Object!["more"] = null,
            bag => bag.Value = JsonValue.Create(7),
            bag => bag.Node = JsonNode.Parse("[1, 2]"),
        })
        {
            var bag = Some();
            var bytes = _plan.Encode(bag);
            change(bag);

            var found = _plan.Compare(bag, bytes);

            Assert.False(found.IsSame);
            Assert.InRange(found.Patch!.Bytes.Length, 1, 160);
            Assert.True(_plan.IsSame(bag, found.Patch.Apply(bytes)));
            Assert.True(JsonNode.DeepEquals(bag.Object, _plan.Decode(found.Patch.Apply(bytes)).Object));
        }
    }

    [Fact]
    public void Comparing_unchanged_nodes_allocates_nothing()
    {
        var bag = Some();
        var bytes = _plan.Encode(bag);
        var least = long.MaxValue;
        for (var i = 0; i < 6; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(_plan.IsSame(bag, bytes));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void A_value_that_is_an_object_of_a_class_is_refused_with_the_remedy()
    {
        var refused = Assert.Throws<GraphException>(() => _plan.Encode(new Bag { Node = JsonValue.Create(new Bag()) }));

        Assert.Equal("Node", refused.Path);
        Assert.Contains("SerializeToNode", refused.Message);
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""", "Node")]
    [InlineData("""[0,{"b":{"a":1,"a":2}}]""", "Node[1][0]")]
    public void A_property_name_that_was_parsed_twice_is_refused_by_path_with_the_remedy(string text, string path)
    {
        var baseline = _plan.Encode(Some());
        foreach (var walk in new Action<Bag>[] { bag => _plan.Encode(bag), bag => _plan.Compare(bag, baseline), bag => _plan.IsSame(bag, baseline) })
        {
            var bag = Some();
            bag.Node = JsonNode.Parse(text);
            if (path != "Node")
                baseline = _plan.Encode(new Bag { Node = JsonNode.Parse("""[0,{"b":{"a":1}}]""") });

            var refused = Assert.Throws<GraphException>(() => walk(bag));

            Assert.Equal(path, refused.Path);
            Assert.Contains("a JsonElement", refused.Message);
            Assert.Contains("AllowDuplicateProperties = false", refused.Message);
        }

        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(text, null, new JsonDocumentOptions { AllowDuplicateProperties = false }));
        var elements = new GraphSerializer().PlanOf<List<JsonElement>>();
        Assert.Equal(text, elements.Decode(elements.Encode([JsonElement.Parse(text)]))[0].GetRawText());
    }

    [Fact]
    public void The_path_is_found_past_another_object_that_cannot_be_walked()
    {
        var plan = new GraphSerializer().PlanOf<List<JsonNode?>>();
        List<JsonNode?> nodes = [new JsonArray(JsonNode.Parse("""{"a":1,"a":2}""")), JsonNode.Parse("""{"a":1,"a":2}""")];

        Assert.Equal("[0][0]", Assert.Throws<GraphException>(() => plan.Encode(nodes)).Path);
    }

    [Fact]
    public void What_outlived_its_document_is_refused_by_path_with_the_remedy()
    {
        var document = JsonDocument.Parse("""{"a":[1],"b":1}""");
        var (root, list, plan) = (document.RootElement, document.RootElement.GetProperty("a"), new GraphSerializer().PlanOf<(JsonElement, JsonElement)>());
        var (one, two) = (new Bag { Object = JsonObject.Create(root) }, new Bag { Array = JsonArray.Create(list) });
        var (three, four) = (new Bag { Node = JsonArray.Create(list) }, new Bag { Anything = new List<object?> { 1, JsonValue.Create(root.GetProperty("b")) } });
        (string Path, string Remedy, Action Encode)[] cases =
        [
            ("Object", "DeepClone()", () => _plan.Encode(one)),
            ("Array", "DeepClone()", () => _plan.Encode(two)),
            ("Node", "DeepClone()", () => _plan.Encode(three)),
            ("Anything[1]", "DeepClone()", () => _plan.Encode(four)),
            ("Item2", "JsonElement.Clone()", () => plan.Encode((JsonElement.Parse("1"), list))),
        ];
        document.Dispose();

        foreach (var (path, remedy, encode) in cases)
        {
            var refused = Assert.Throws<GraphException>(encode);
            Assert.Equal(path, refused.Path);
            Assert.Contains(remedy, refused.Message);
        }
    }

    [Fact]
    public void A_document_is_refused_with_what_to_keep_of_it()
    {
        var refused = Assert.Throws<GraphException>(() => new GraphSerializer().PlanOf<List<JsonDocument>>());

        Assert.Contains("RootElement.Clone()", refused.Message);
    }

    private static Bag Some() => new()
    {
        Node = JsonNode.Parse("""{"a": [1, 2.50, null, true, "\u00e9"]}"""),
        Array = [1, "two", 3.5, false, null, new JsonObject { ["four"] = 4L }],
        Object = new JsonObject
        {
            ["note"] = new string('n', 400),
            ["lines"] = new JsonArray(new JsonObject { ["sku"] = "a" }, new JsonObject { ["sku"] = "b" }, new JsonObject { ["sku"] = "c" }),
        },
        Value = JsonValue.Create(5),
        Anything = new JsonObject(new JsonNodeOptions { PropertyNameCaseInsensitive = true }) { ["a"] = "b" },
    };

    public sealed class Bag
    {
        public JsonNode? Node { get; set; }

        public JsonArray? Array { get; set; }

        public JsonObject? Object { get; set; }

        public JsonValue? Value { get; set; }

        public object? Anything { get; set; }
    }
}
