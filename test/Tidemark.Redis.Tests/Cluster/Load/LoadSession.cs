using Tidemark.Simulation.Clients;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Cluster.Load;

/// <summary>A session that all clients of a load share. Each commit appends one id to its list, and counts once.</summary>
/// <param name="Number">How messages call it.</param>
/// <param name="Id">Its cookie.</param>
internal sealed record LoadSession(int Number, SessionId Id)
{
    public StateKey Key { get; } = StateKey.From(Node.Application, Id);

    /// <summary>What all its values begin with.</summary>
    public string Family => $"s{Number}";

    /// <summary>Its slot in a cluster.</summary>
    public int SlotUnder(string prefix) => Servers.RedisCluster.SlotOf(new RedisKeys(prefix).Session(Key).Session.ToString());

    /// <summary>What the store holds, put together without a node.</summary>
    public async Task<EndState?> ReadAsync(IPrimaryStore store)
    {
        if (await store.ReadAsync(Key, StateVersion.None, CancellationToken.None) is not ReadOutcome.Found found)
            return null;
        var (log, count) = (Simulation.Stores.Chains.Value(found.State, "log"), Simulation.Stores.Chains.Value(found.State, "count"));
        return new EndState(
            found.State.Version.Number,
            log is null ? null : Node.Graph.PlanOf<List<string>>().Decode(log),
            count is null ? null : Node.Graph.PlanOf<Tally>().Decode(count));
    }
}

/// <summary>What became of a session.</summary>
internal sealed record EndState(long Version, List<string>? Log, Tally? Count)
{
    public IReadOnlyList<string> Ids => Log ?? [];

    /// <summary>What tells that it is torn: every commit appended one id and counted once.</summary>
    public string? FindFault(string family)
    {
        if (Log is null || Count is null || Log.Count != Count.Value || Log.Count != Version)
            return $"it is torn: version {Version}, {Log?.Count} ids, count {Count?.Value}";
        return Attributes.Belongs(Attributes.Text(Log), family) && Count.Owner == family ? null : $"it holds what is another's: {Attributes.Text(Log)}";
    }
}
