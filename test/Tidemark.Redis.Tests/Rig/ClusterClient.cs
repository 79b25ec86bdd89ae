using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Rig;

/// <summary>Follows a cluster to wherever it sends it, with a connection for each command.</summary>
internal sealed class ClusterClient(RedisCluster cluster)
{
    private int _redirects;

    public int Redirects => _redirects;

    /// <summary>Runs a command whose second word is its key.</summary>
    public async Task<Reply> RunAsync(params string[] command)
    {
        var (port, asking) = ((await cluster.PrimaryOfKeyAsync(command[1])).Port, false);
        while (true)
        {
            using var connection = await RespConnection.OpenAsync(port, new RedisSettings());
            if (asking)
                await connection.RunAsync("ASKING");
            try
            {
                return await connection.RunAsync(command);
            }
            catch (RedisErrorException redirect) when (redirect.Kind is "MOVED" or "ASK")
            {
                Interlocked.Increment(ref _redirects);
                asking = redirect.Kind == "ASK";
                port = int.Parse(redirect.Error.Split(':')[^1]);
            }
        }
    }
}
