using System.Text;

namespace Tidemark.Redis.Tests.Servers;

/// <summary>A slot on its way from one primary to another. Between its steps a cluster answers with ASK and TRYAGAIN.</summary>
public sealed class SlotMove
{
    private readonly RedisCluster _cluster;
    private readonly int _slot;
    private readonly RedisServer _from;
    private readonly RedisServer _to;

    private SlotMove(RedisCluster cluster, int slot, RedisServer from, RedisServer to) =>
        (_cluster, _slot, _from, _to) = (cluster, slot, from, to);

    public static async Task<SlotMove> BeginAsync(RedisCluster cluster, int slot, RedisServer from, RedisServer to)
    {
        await to.RunAsync("CLUSTER", "SETSLOT", $"{slot}", "IMPORTING", cluster.IdOf(from));
        await from.RunAsync("CLUSTER", "SETSLOT", $"{slot}", "MIGRATING", cluster.IdOf(to));
        return new SlotMove(cluster, slot, from, to);
    }

    /// <summary>Carries over some of its keys, or all.</summary>
    public async Task CarryAsync(int most = int.MaxValue)
    {
        using var connection = await _from.OpenAsync();
        while (most > 0)
        {
            var keys = (await connection.RunAsync("CLUSTER", "GETKEYSINSLOT", $"{_slot}", $"{Math.Min(most, 100)}")).Items;
            if (keys.Count == 0)
                return;
            string[] login = _from.Settings.Password is { } password ? ["AUTH", password] : [];
            string[] words = ["MIGRATE", "127.0.0.1", $"{_to.Port}", "", "0", "5000", .. login, "KEYS"];
            await connection.RunAsync([.. words.Select(Encoding.UTF8.GetBytes), .. keys.Select(key => key.Bytes)], CancellationToken.None);
            most -= keys.Count;
        }
    }

    /// <summary>Carries over what is left, and tells everybody who owns the slot now.</summary>
    public async Task FinishAsync()
    {
        await CarryAsync();

        // The new owner first: else for a moment nobody would own it.
        var others = (await _cluster.PrimariesAsync()).Where(server => server != _to && server != _from);
        foreach (var server in others.Prepend(_from).Prepend(_to))
            await server.RunAsync("CLUSTER", "SETSLOT", $"{_slot}", "NODE", _cluster.IdOf(_to));
    }
}
