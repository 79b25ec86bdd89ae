using Tidemark.Stores;

namespace Tidemark.Simulation.Replicas;

/// <summary>All versions that a session ever had, in either store, and which of them each store has now.</summary>
internal sealed class SessionTree(int key)
{
    private readonly List<SessionVersion> _versions = [];
    private readonly SessionVersion?[] _stores = new SessionVersion?[2];

    public int Key => key;

    public IReadOnlyList<SessionVersion> Versions => _versions;

    /// <summary>What a store has; null if it never had it, or as good as never.</summary>
    public SessionVersion? this[int store]
    {
        get => _stores[store];
        set => _stores[store] = value;
    }

    public void Add(int store, SessionVersion version)
    {
        _versions.Add(version);
        _stores[store] = version;
    }

    public SessionVersion? Find(HistoryPoint point) => _versions.Find(version => version.Point == point);
}
