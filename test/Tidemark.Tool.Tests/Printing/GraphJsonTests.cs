using System.Text.Json;
using System.Text.Json.Nodes;
using Tidemark.Graph;
using Tidemark.Tool.Printing;

namespace Tidemark.Tool.Tests.Printing;

/// <summary>Graphs as JSON, which is for programs: nothing may be missing, whatever shape it is of.</summary>
public sealed class GraphJsonTests
{
    // Deeper than JSON is written, and deeper than what stands aside once.
    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(51)]
    [InlineData(101)]
    [InlineData(500)]
    public void Each_link_of_a_chain_stands_once_in_its_place_or_aside(int length)
    {
        Link? chain = null;
        for (var number = length; number > 0; number--)
            chain = new Link { Number = number, Next = chain };

        var json = JsonOf(chain!);

        Assert.Equal(length > 50, json.ContainsKey("deep"));
        var aside = Aside(json);
        var link = json["root"];
        for (var number = 1; number <= length; number++)
        {
            if (link!["ref"] is { } id)
                Assert.True(aside.Remove(id.GetValue<int>(), out link));
            Assert.Equal(number, Value(link!, "Number")!.GetValue<int>());
            link = Member(link!, "Next");
        }

        Assert.Null(link);
        Assert.Empty(aside);
    }

    [Fact]
    public void An_instance_that_others_refer_to_has_one_id_however_deep_it_is()
    {
        var last = new Link { Number = 60 };
        var chain = last;
        for (var number = 59; number > 0; number--)
            chain = new Link { Number = number, Next = chain, Other = number is 1 or 58 ? last : null };
        last.Other = chain;

        var json = JsonOf(chain);

        var other = Member(json["root"]!, "Other")!;
        var lastId = (other["ref"] ?? other["id"])!.GetValue<int>();
        var text = json.ToJsonString();
        Assert.Equal(1, Occurrences(text, $"\"id\":{lastId},"));
        Assert.Equal(2, Occurrences(text, $"\"ref\":{lastId}}}"));
        var rootId = json["root"]!["id"]!.GetValue<int>();
        Assert.Equal(1, Occurrences(text, $"\"id\":{rootId},"));
        Assert.Equal(1, Occurrences(text, $"\"ref\":{rootId}}}"));
    }

    [Fact]
    public void Nobody_has_an_id_to_whom_nobody_refers()
    {
        var text = JsonOf(new Link { Next = new Link { Next = new Link() } }).ToJsonString();

        Assert.DoesNotContain("\"id\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"ref\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Collections_have_their_counts_their_lengths_and_what_is_in_them()
    {
        var root = JsonOf(new Shelves())["root"]!;

        Assert.Equal([1, 2, 3], Member(root, "Numbers")!["values"]!.AsArray().Select(value => value!.GetValue<int>()));
        Assert.Null(Member(root, "Numbers")!["elements"]);
        Assert.Equal([2, 3], Member(root, "Grid")!["lengths"]!.AsArray().Select(value => value!.GetValue<int>()));
        Assert.Null(Member(root, "Numbers")!["lengths"]);
        Assert.Equal(6, Member(root, "Grid")!["count"]!.GetValue<int>());
        Assert.Equal(["a", null], Member(root, "Texts")!["elements"]!.AsArray().Select(text => text?["value"]!.GetValue<string>()));
        Assert.Equal(["System.Int32", "System.Int64"], Member(root, "Mixed")!["elements"]!.AsArray().Select(part => part!["type"]!.GetValue<string>()));
        Assert.Equal(1, Member(root, "Table")!["count"]!.GetValue<int>());
        var entry = Assert.Single(Member(root, "Table")!["entries"]!.AsArray())!;
        Assert.Equal(("one", 1), (entry["key"]!["value"]!.GetValue<string>(), Value(entry["value"]!, "Number")!.GetValue<int>()));
        var own = Member(root, "Own")!;
        Assert.Equal("mine", Value(own, "Note")!.GetValue<string>());
        Assert.Equal([7], own["content"]!["values"]!.AsArray().Select(value => value!.GetValue<int>()));
    }

    [Fact]
    public void A_reference_is_found_in_whatever_holds_it()
    {
        IsFound((shelves, link) => shelves.Links.Add(link));
        IsFound((shelves, link) => shelves.Table["two"] = link);
        IsFound((shelves, link) => shelves.Own.Links.Add(link));
        IsFound((shelves, link) => shelves.OwnLinks.Add(link));
        IsFound((shelves, link) => shelves.Keys[link] = 1);

        static void IsFound(Action<Shelves, Link> put)
        {
            var shelves = new Shelves { First = new Link() };
            put(shelves, shelves.First);
            var text = JsonOf(shelves).ToJsonString();
            Assert.Equal(1, Occurrences(text, "\"id\":1,"));
            Assert.Equal(1, Occurrences(text, "\"ref\":1}"));
        }
    }

    [Fact]
    public void Values_are_what_JSON_has_for_them_or_else_text()
    {
        var root = JsonOf(new Values())["root"]!;

        Shows("Yes", "true");
        Shows("Small", "200");
        Shows("Large", "18446744073709551615");
        Shows("Price", "0.1");
        Shows("Half", "1.5");
        Shows("None", "\"NaN\"");
        Shows("Quarter", "0.25");
        Shows("Endless", "\"Infinity\"");
        Shows("Text", "\"x\"");
        Shows("Day", "\"Friday\"");
        Shows("Moment", "\"2026-01-02T03:04:05.0000000Z\"");
        Shows("Date", "\"2026-01-02\"");
        Shows("Id", "\"00000000-0000-0000-0000-000000000001\"");
        Shows("Span", "\"01:00:00\"");
        Shows("Element", "{\"a\":[1]}");
        Shows("Undefined", "null");
        Assert.Equal([2], Member(root, "Array")!["elements"]!.AsArray().Select(part => part!["value"]!.GetValue<int>()));

        void Shows(string member, string value) => Assert.Equal((member, value), (member, Value(root, member)?.ToJsonString() ?? "null"));
    }

    [Fact]
    public void Masked_values_leave_types_counts_and_the_lengths_of_texts()
    {
        var shelves = new Shelves { Texts = ["secret"], Numbers = [424242] };
        var root = JsonOf(shelves, showsValues: false)["root"]!;

        Assert.Equal(6, Assert.Single(Member(root, "Texts")!["elements"]!.AsArray())!["length"]!.GetValue<int>());
        Assert.Equal(1, Member(root, "Numbers")!["count"]!.GetValue<int>());
        var text = root.ToJsonString();
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("4242", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"value\":\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"values\"", text, StringComparison.Ordinal);
    }

    private static JsonObject JsonOf<T>(T graph, bool showsValues = true)
    {
        var plan = new GraphSerializer(new GraphOptions()).PlanOf<T>();
        var written = JsonText.Of(GraphJson.Of(plan.Schema.Read(plan.Encode(graph)), showsValues));
        return JsonNode.Parse(written, documentOptions: new JsonDocumentOptions { MaxDepth = 200 })!.AsObject();
    }

    private static Dictionary<int, JsonNode?> Aside(JsonObject json) =>
        json["deep"]?.AsArray().ToDictionary(node => node!["id"]!.GetValue<int>()) ?? [];

    private static JsonNode? Member(JsonNode node, string name) =>
        node["members"]!.AsArray().Single(member => member!["name"]!.GetValue<string>() == name)!["value"];

    private static JsonNode? Value(JsonNode node, string member) => Member(node, member)!["value"];

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;

    private sealed class Link
    {
        public int Number { get; set; }

        public Link? Next { get; set; }

        public Link? Other { get; set; }
    }

    private sealed class Shelves
    {
        public Link? First { get; set; }

        public int[] Numbers { get; set; } = [1, 2, 3];

        public byte[,] Grid { get; } = new byte[2, 3];

        public List<string?> Texts { get; set; } = ["a", null];

        public object[] Mixed { get; } = [1, 2L];

        public Dictionary<string, Link> Table { get; } = new() { ["one"] = new Link { Number = 1 } };

        public List<Link> Links { get; } = [];

        public OwnNumbers Own { get; } = [7];

        public OwnList OwnLinks { get; } = [];

        public Dictionary<Link, int> Keys { get; } = [];
    }

    private sealed class OwnNumbers : List<int>
    {
        public string Note { get; set; } = "mine";

        public List<Link> Links { get; } = [];
    }

    private sealed class OwnList : List<Link>;

    private sealed class Values
    {
        public bool Yes { get; } = true;

        public byte Small { get; } = 200;

        public ulong Large { get; } = ulong.MaxValue;

        public decimal Price { get; } = 0.1m;

        public double Half { get; } = 1.5;

        public double None { get; } = double.NaN;

        public float Quarter { get; } = 0.25f;

        public float Endless { get; } = float.PositiveInfinity;

        public string Text { get; } = "x";

        public DayOfWeek Day { get; } = DayOfWeek.Friday;

        public DateTime Moment { get; } = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

        public DateOnly Date { get; } = new(2026, 1, 2);

        public Guid Id { get; } = new("00000000-0000-0000-0000-000000000001");

        public TimeSpan Span { get; } = TimeSpan.FromHours(1);

        public JsonElement Element { get; } = JsonDocument.Parse("""{"a":[1]}""").RootElement;

        public JsonElement Undefined { get; }

        public JsonArray Array { get; } = [2];
    }
}
