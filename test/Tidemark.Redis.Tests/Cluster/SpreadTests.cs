using Tidemark.Redis.Tests.Cluster.Load;
using Tidemark.Redis.Tests.Rig;
using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Cluster;

/// <summary>Primary states are spread over the devices of a cluster, and all of one session is on one of them.</summary>
public sealed class SpreadTests(OneCluster one) : ClusterTest(one)
{
    private const int Many = 300;

    [Fact]
    public async Task Each_primary_has_a_fair_share_of_the_sessions()
    {
        await using var load = await LoadAsync(Many);
        var primaries = await Cluster.PrimariesAsync();

        var shares = await Task.WhenAll(primaries.Select(async primary => (await SessionKeysAsync(load, primary)).Count));

        Say($"{Many} sessions: {string.Join(", ", shares)}");
        Assert.Equal(3, shares.Length);
        Assert.Equal(Many, shares.Sum());
        Assert.All(shares, share => Assert.InRange(share, 0.20 * Many, 0.47 * Many));
    }

    [Fact]
    public async Task A_session_and_the_index_of_its_bucket_are_in_one_slot()
    {
        await using var load = await LoadAsync(Many);
        var keys = new RedisKeys(load.Prefix);

        Assert.All(load.Sessions, session =>
        {
            var (state, index) = keys.Session(session.Key);
            Assert.Equal(RedisCluster.SlotOf(state.ToString()), RedisCluster.SlotOf(index.ToString()));
        });
        foreach (var primary in await Cluster.PrimariesAsync())
        {
            var buckets = (await SessionKeysAsync(load, primary)).Select(BucketOf).ToHashSet();
            var indexes = (await primary.RunAsync("KEYS", $"{load.Prefix}:{{???}}:due")).Texts.Select(BucketOf).ToHashSet();
            Assert.Equal(buckets, indexes);
        }
    }

    [Fact]
    public async Task Without_faults_every_request_is_answered_and_all_histories_are_linearizable()
    {
        await using var load = await LoadAsync();

        await AssertNothingFailsAsync(load);
        foreach (var primary in await Cluster.PrimariesAsync())
            Assert.NotEmpty(Successes(load, of: await SessionsOnAsync(load, primary)));
    }

    private static async Task<IReadOnlyList<string>> SessionKeysAsync(SessionLoad load, RedisServer server) =>
        [.. (await server.RunAsync("KEYS", $"{load.Prefix}:{{???}}:*")).Texts.Where(key => !key.EndsWith(":due", StringComparison.Ordinal) && !key.EndsWith(":tell", StringComparison.Ordinal))];

    private static string BucketOf(string key) => key.Split('{', '}')[1];
}
