using System.Globalization;
using Microsoft.Extensions.Logging;
using Tidemark.Graph;
using Tidemark.Redis.Tests.Servers;
using Tidemark.Replication;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>What a change costs on its way to a replica in Redis, everything that the server is sent counted.</summary>
public sealed class CopyCostTests : FaultTest
{
    private const int Sessions = 40;

    private static readonly SessionKey<Chapter> Key = new("chapter");

    [Theory]
    [InlineData(ReplicaComparison.ObjectGraph)]
    [InlineData(ReplicaComparison.Binary)]
    public async Task One_field_changed_in_a_session_of_a_hundred_kilobytes_costs_at_most_400_bytes_and_about_one_call(ReplicaComparison comparison)
    {
        var server = await StartServerAsync();
        var primary = new MemoryStore(TimeProvider.System);
        await using var replica = new RedisStore(Node.RedisOptions(server.ConnectionString));
        var options = Node.Options();
        await using var node = new SessionManager(
            primary, new GraphSerializer(options.Graph), options, TimeProvider.System, NewLoggers().CreateLogger<SessionManager>());
        var ids = new List<SessionId>();
        for (var number = 0; number < Sessions; number++)
        {
            await using var session = node.Create();
            await session.SetAsync(Key, new Chapter(number));
            await session.CompleteAsync();
            ids.Add(session.Id);
        }

        var rules = new ReplicationOptions();
        rules.Rules.Comparison = comparison;
        var replicator = new Replicator(primary, replica, rules);
        await replicator.DrainAsync(default);

        // A session that has been in use for a while remembers as many commits as one does.
        for (var round = 0; round < 10; round++)
            await ChangeAsync(round);
        await replicator.DrainAsync(default);
        await ChangeAsync(10);
        var (bytes, calls) = await CountedAsync(server);
        await replicator.DrainAsync(default);
        var (bytesAfter, callsAfter) = await CountedAsync(server);
        Assert.InRange((bytesAfter - bytes) / Sessions, 100, 400);
        Assert.InRange(callsAfter - calls, Sessions, Sessions + 20);
        Assert.True((await new ReplicaCheck(primary, replica).RunAsync(false, null, default)).IsSame);

        async Task ChangeAsync(int round)
        {
            foreach (var id in ids)
            {
                await using var session = (await node.OpenAsync(id, SessionAccess.Shared))!;
                (await session.GetAsync(Key))!.Opened = round + 1;
                await session.CompleteAsync();
            }
        }
    }

    private static async Task<(long Bytes, long Calls)> CountedAsync(RedisServer server)
    {
        var info = $"{await server.RunAsync("INFO", "all")}".Split('\n', '\r');
        var calls = info.Where(line => line.StartsWith("cmdstat_evalsha:", StringComparison.Ordinal)).Select(line => Number(line.Split('=', ',')[1])).SingleOrDefault();
        return (Number(info.Single(line => line.StartsWith("total_net_input_bytes:", StringComparison.Ordinal)).Split(':')[1]), calls);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private sealed class Chapter(int number)
    {
        public int Number { get; } = number;

        public int Opened { get; set; }

        public List<string> Pages { get; } =
            [.. Enumerable.Range(0, 1400).Select(page => $"page {page} of {number}: it was a dark and stormy night, the rain fell in torrents {page * 7919}")];
    }
}
