using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Tidemark.Graph;
using Tidemark.Stores;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Serializers;

/// <summary>Random documents that become other random documents, in JSON, by nodes that take turns, against the documents themselves.</summary>
public sealed class DocumentLaws
{
    private static readonly SessionKey<JsonObject> Key = new("document");

    [Fact]
    public void What_is_stored_is_the_last_document_and_it_is_sent_only_if_it_changed()
    {
        var documents = Gen.Sized(size => ObjectOf(Math.Min(size, 40))).NonEmptyListOf().ToArbitrary();
        Prop.ForAll(documents, texts => RunAsync([.. texts]).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_comparison_of_bytes_says_same_if_they_are_and_else_makes_the_value()
    {
        var pairs = Gen.Zip(Gen.Sized(ObjectOf), Gen.Sized(ObjectOf)).ToArbitrary();
        Prop.ForAll(pairs, pair =>
        {
            var (from, to) = (System.Text.Encoding.UTF8.GetBytes(pair.Item1), System.Text.Encoding.UTF8.GetBytes(pair.Item2));
            var comparison = GraphComparison.OfBytes(from, to);
            var made = comparison.IsSame ? from : comparison.Patch?.Apply(from) ?? comparison.Whole!.Value.ToArray();
            return comparison.IsSame == from.AsSpan().SequenceEqual(to) && made.AsSpan().SequenceEqual(to)
                && comparison.Changes.Count == (comparison.IsSame ? 0 : 1);
        }).QuickCheckThrowOnFailure();
    }

    private static async Task<bool> RunAsync(IReadOnlyList<string> texts)
    {
        var rig = new Rig(options => options.Serializers.UseForAll(new JsonAttributeSerializer()));
        var nodes = new[] { rig.First, rig.NewNode() };
        SessionId id;
        await using (var session = rig.First.Create())
        {
            await session.SetAsync(Key, (JsonObject)JsonNode.Parse(texts[0])!);
            await session.CompleteAsync();
            id = session.Id;
        }

        for (var i = 0; i < texts.Count; i++)
        {
            rig.Watched.Commits.Clear();
            await using var session = (await nodes[i % 2].OpenAsync(id, SessionAccess.Exclusive))!;
            Become((await session.GetAsync(Key))!, (JsonObject)JsonNode.Parse(texts[i])!);
            await session.CompleteAsync();
            var isChanged = i > 0 && texts[i] != texts[i - 1];
            if (rig.Watched.Commits.Count != (isChanged ? 1 : 0) || (await rig.StoredAsync(id, Key))!.ToJsonString() != texts[i])
                return false;
        }

        return true;
    }

    // In place, as an application does it: what it got stays the object that it changes.
    private static void Become(JsonObject live, JsonObject wanted)
    {
        live.Clear();
        foreach (var (name, value) in wanted)
            live[name] = value?.DeepClone();
    }

    private static Gen<string> ObjectOf(int size) =>
        Gen.Zip(Gen.Elements("a", "b", "c", "long name", "\u00e4"), ValueOf(size)).ListOf()
            .Select(members => members.DistinctBy(member => member.Item1).Take(5))
            .Select(members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Item1, JsonNode.Parse(member.Item2)))).ToJsonString());

    private static Gen<string> ValueOf(int size)
    {
        var leaf = Gen.OneOf(
            Gen.Choose(-1_000_000, 1_000_000).Select(number => JsonSerializer.Serialize(number)),
            Gen.Elements("null", "true", "false", "\"\"", "\"\\u0000\\\\\"", "\"a longer text that patches may copy\"", "1.5e300"));
        return size < 2
            ? leaf
            : Gen.OneOf(leaf, ObjectOf(size / 4), ValueOf(size / 4).ListOf().Select(items => $"[{string.Join(',', items.Take(6))}]"));
    }
}
