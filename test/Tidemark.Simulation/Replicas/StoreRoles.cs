using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Clockwork;
using Tidemark.Stores;

namespace Tidemark.Simulation.Replicas;

/// <summary>What each of two stores is, since when, and which nodes live there.</summary>
internal sealed class StoreRoles(EventQueue events, Trace trace, Action<Law, string> report)
{
    private readonly StoreStanding[] _standings = [StoreStanding.Alone, StoreStanding.Alone];
    private readonly Dictionary<NodeId, (long Since, long Until)>[] _lives = [[], []];
    private readonly long?[] _closed = new long?[2];
    private readonly HashSet<NodeId>[] _stayed = [[], []];

    /// <summary>Told when a store is closed.</summary>
    public Action Closes { get; set; } = static () => { };

    public StoreStanding this[int store] => _standings[store];

    /// <summary>The store that is the primary by the highest epoch; null between two.</summary>
    public int? Primary => _standings.Index()
        .Where(standing => standing.Item.Role != StoreRole.Replica).OrderByDescending(standing => standing.Item.Epoch)
        .Select(standing => (int?)standing.Index).FirstOrDefault();

    /// <summary>Whether one is the primary of the other, and takes sessions.</summary>
    public bool AreSettled => Primary is { } primary && _standings[primary] is { Role: StoreRole.Primary } here
        && _standings[1 - primary] is { Role: StoreRole.Replica } there && here.Epoch == there.Epoch;

    public void Beat(int store, NodeId node, TimeSpan lifetime)
    {
        if (lifetime == TimeSpan.Zero)
            _lives[store].Remove(node);
        else
            _lives[store][node] = (IsAlive(store, node) ? _lives[store][node].Since : events.Now, events.Now + lifetime.Ticks);
    }

    /// <summary>Takes down what a store was told to be. False if it is that already.</summary>
    public bool Became(int store, StoreStanding standing)
    {
        var (before, other) = (_standings[store], _standings[1 - store]);
        _standings[store] = standing;
        if (standing.Role == before.Role && standing.Epoch == before.Epoch)
            return false;
        trace.Add("became", 0, store, standing.Epoch, standing.Role.ToString());
        if (standing.Epoch < before.Epoch)
            report(Law.OnePrimary, $"store {store} went back from epoch {before.Epoch} to {standing.Epoch}");
        if (standing.Role != StoreRole.Replica && other.Role != StoreRole.Replica && standing.Epoch == other.Epoch)
            report(Law.OnePrimary, $"both stores are the primary of epoch {standing.Epoch}");

        // Who has lived there since before it was closed has not left, though all were asked to.
        if (standing.Role == StoreRole.Replica)
            _stayed[store] = [.. _lives[store].Where(life => life.Value.Since <= _closed[store] && life.Value.Until > events.Now).Select(life => life.Key)];
        _closed[store] = standing.Role == StoreRole.Closed ? events.Now : null;
        if (standing.Role == StoreRole.Closed)
            Closes();
        return true;
    }

    /// <summary>Whether a node is one that a store does not wait for when it makes way for the other: one that counts as dead there.</summary>
    public bool IsOutOfTouch(int store, NodeId node) => _standings[store].Role switch
    {
        StoreRole.Primary => false,
        StoreRole.Closed => !IsAlive(store, node),
        _ => !_stayed[store].Contains(node),
    };

    private bool IsAlive(int store, NodeId node) => _lives[store].TryGetValue(node, out var life) && events.Now < life.Until;
}
