using Tidemark.Redis.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>Row 13: a script that cannot do all that it wants leaves everything as it was.</summary>
public sealed class HalfWrittenTests : FaultTest
{
    [Fact]
    public async Task Without_memory_a_verb_is_done_wholly_or_not_at_all()
    {
        var refused = await RunAsync(
            (server, _) => server.ConfigSetAsync("maxmemory", "1"), (server, _) => server.ConfigSetAsync("maxmemory", "0"));
        foreach (var verb in new[] { "create", "acquire what is free", "acquire what is held", "touch", "beat", "enter a user", "publish a schema" })
            Assert.Contains("its memory is full (maxmemory)", refused[verb]);
    }

    [Theory]
    [InlineData("-publish")]
    [InlineData("resetchannels")]
    public async Task Without_the_right_to_publish_a_verb_is_done_wholly_or_not_at_all(string rule)
    {
        var refused = await RunAsync((server, _) => server.RunAsync("ACL", "SETUSER", "app", rule), (server, _) => server.RunAsync("ACL", "SETUSER", "app", "+@all", "&*"));
        foreach (var verb in new[] { "commit and release", "commit and end", "acquire what is held", "release", "end what is held" })
            Assert.Contains("the user has not the right", refused[verb]);
    }

    [Fact]
    public async Task With_a_wrong_type_at_the_index_a_verb_is_done_wholly_or_not_at_all()
    {
        var refused = await RunAsync(SpoilAsync, (server, scene) => Task.WhenAll(IndexesOf(scene).Select(index => server.RunAsync("DEL", index))));
        foreach (var verb in new[] { "create", "commit and end", "end what is held", "end what is free" })
            Assert.Contains("holds what Tidemark did not write", refused[verb]);
    }

    [Fact]
    public async Task With_a_wrong_type_at_what_is_wanted_of_a_node_a_verb_is_done_wholly_or_not_at_all()
    {
        var refused = await RunAsync(
            (server, scene) => server.RunAsync("SET", AsksOf(scene), "somebody else's"), (server, scene) => server.RunAsync("DEL", AsksOf(scene)));
        Assert.Contains("holds what Tidemark did not write", refused["beat"]);
    }

    // The verbs that failed, and why. Each finds a scene of its own, and works once the fault is over.
    private async Task<IReadOnlyDictionary<string, string>> RunAsync(Func<RedisServer, Scene, Task> spoil, Func<RedisServer, Scene, Task> mend)
    {
        var server = await StartServerAsync(new RedisSettings { Users = ["app on >secret ~* &* +@all"] });
        var store = Own(new RedisStore(Node.RedisOptions($"{server.EndPoint},user=app,password=secret")));
        var refused = new Dictionary<string, string>();
        foreach (var verb in new Scene(store).Verbs().Keys)
        {
            await server.RunAsync("FLUSHALL");
            var scene = await new Scene(store).SetAsync();
            await spoil(server, scene);
            var before = await server.DumpAsync();
            try
            {
                await scene.Verbs()[verb]();
            }
            catch (StoreException failed)
            {
                refused[verb] = failed.Message;
                var after = await server.DumpAsync();
                Assert.True(before.Count == after.Count && !before.Except(after).Any(), $"'{verb}' failed, and wrote all the same.");
            }

            await mend(server, scene);
            if (refused.ContainsKey(verb))
                await scene.Verbs()[verb]();
        }

        Say(string.Join('\n', refused.Select(entry => $"{entry.Key}: {entry.Value}")));
        return refused;
    }

    private static async Task SpoilAsync(RedisServer server, Scene scene)
    {
        foreach (var index in IndexesOf(scene))
            await server.RunAsync("SET", index, "somebody else's");
    }

    private static IEnumerable<string> IndexesOf(Scene scene) =>
        new[] { scene.Held, scene.Free, scene.New }.Select(key => new RedisKeys(Node.Prefix).Session(key).Index.ToString());

    private static string AsksOf(Scene scene) => new RedisKeys(Node.Prefix).Node(scene.Here)[1].ToString();
}
