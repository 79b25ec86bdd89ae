using System.Text;
using Tidemark.Stores;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Serializers;

/// <summary>An application changes who writes an attribute, while sessions live.</summary>
public sealed class FormChangeTests
{
    private readonly Rig _rig = new();

    [Fact]
    public async Task What_the_engine_wrote_is_read_by_it_and_written_as_json_at_the_next_change()
    {
        var id = await _rig.StoreAsync(Document.Of(3));
        var node = _rig.NodeOver(options => options.Serializers.Use<Document>(new JsonAttributeSerializer()));
        await ChangesOnceAsync(node, id, 'O');
    }

    [Fact]
    public async Task What_json_wrote_is_read_by_it_and_written_by_the_engine_at_the_next_change()
    {
        var before = new Rig(options => options.Serializers.Use<Document>(new JsonAttributeSerializer()));
        var id = await before.StoreAsync(Document.Of(3));
        var node = before.NodeOver(options => options.Serializers.AlsoRead(new JsonAttributeSerializer()));
        await ChangesOnceAsync(node, id, '\u0001', before);
    }

    [Fact]
    public async Task One_serialiser_follows_another()
    {
        var before = new Rig(options => options.Serializers.UseForAll(new JsonAttributeSerializer()));
        var id = await before.StoreAsync(Document.Of(3));
        var node = before.NodeOver(options => options.Serializers.AlsoRead(new JsonAttributeSerializer())
            .Use("document", new JsonAttributeSerializer(new(System.Text.Json.JsonSerializerDefaults.Web), "web")));
        await ChangesOnceAsync(node, id, 'O', before);

        Assert.StartsWith("O\u0003web", Encoding.ASCII.GetString(await before.BytesAsync(id)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_type_that_the_engine_refuses_can_be_a_serialisers()
    {
        var rig = new Rig(options => options.Serializers.Use<Refused>(new JsonAttributeSerializer()));
        var key = new SessionKey<Refused>("refused");
        await using var session = rig.First.Create();
        await session.SetAsync(key, new Refused { Number = 1 });
        (await session.GetAsync(key))!.Number = 2;
        await session.CompleteAsync();

        Assert.Equal(2, (await rig.StoredAsync(session.Id, key))!.Number);
    }

    [Fact]
    public void The_rule_for_the_name_comes_before_that_for_the_type_and_that_for_all()
    {
        var (a, b, c) = (new JsonAttributeSerializer(name: "a"), new JsonAttributeSerializer(name: "b"), new JsonAttributeSerializer(name: "c"));
        var rules = new TidemarkOptions().Serializers.UseForAll(a).Use<Document>(b).Use("x", c).UseEngine<Cart>().UseEngine("y");

        Assert.Same(c, rules.Find("x", typeof(Cart)));
        Assert.Same(b, rules.Find("z", typeof(Document)));
        Assert.Same(a, rules.Find("z", typeof(Wizard)));
        Assert.Null(rules.Find("y", typeof(Document)));
        Assert.Null(rules.Find("z", typeof(Cart)));
        Assert.Null(rules.Find("x", typeof(byte[])));
    }

    [Fact]
    public void Two_serialisers_of_one_name_are_refused_with_the_remedy()
    {
        var rules = new TidemarkOptions().Serializers.UseForAll(new JsonAttributeSerializer());
        var refused = Assert.Throws<ArgumentException>(() => rules.Use<Cart>(new JsonAttributeSerializer()));

        Assert.Contains("a name of its own", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new JsonAttributeSerializer(name: "with space"));
        Assert.Throws<ArgumentException>(() => new JsonAttributeSerializer(name: new string('x', 33)));
    }

    private Task ChangesOnceAsync(SessionManager node, SessionId id, char mark) => ChangesOnceAsync(node, id, mark, _rig);

    private static async Task ChangesOnceAsync(SessionManager node, SessionId id, char mark, Rig rig)
    {
        var before = await rig.BytesAsync(id);
        await node.ChangeAsync(id, document => Assert.Equal("Walks", document.Title));
        Assert.Empty(rig.Watched.Commits);
        Assert.Equal(before, await rig.BytesAsync(id));

        await node.ChangeAsync(id, document => document.Opened++);
        Assert.IsType<WholeValue>(Assert.Single(Assert.Single(rig.Watched.Commits).Differences));
        Assert.Equal(mark, (char)(await rig.BytesAsync(id))[0]);
        await node.ChangeAsync(id, document => document.Opened++);
        await using var session = (await node.OpenAsync(id, SessionAccess.ReadOnly))!;
        Assert.Equal(2, session.Read(Document.Key)!.Opened);
        Assert.Equal(Document.Of(3).Chapters.Count, session.Read(Document.Key)!.Chapters.Count);
    }

    private sealed class Refused
    {
        public int Number { get; set; }

        [System.Text.Json.Serialization.JsonIgnore]
        public Action? Done { get; set; } = () => { };
    }
}
