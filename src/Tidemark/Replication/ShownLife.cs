namespace Tidemark.Replication;

/// <summary>
/// Since when a node is told to have been alive. In a planned change from one store to another it has no leases that could be lost, and its life goes on;
/// else it is another one, and so are its leases.
/// </summary>
internal sealed class ShownLife
{
    private readonly Lock _gate = new();
    private DateTimeOffset _stores;
    private DateTimeOffset _shown;
    private bool _follows = true;

    /// <summary>What the node was told last.</summary>
    public DateTimeOffset Shown
    {
        get
        {
            lock (_gate)
                return _shown;
        }
    }

    /// <summary>The next store's word is that of the same life.</summary>
    public void Follow() => Next(follows: true);

    /// <summary>It is that of another one.</summary>
    public void Break() => Next(follows: false);

    /// <summary>What the node is told when a store says since when it is alive.</summary>
    public DateTimeOffset Show(DateTimeOffset since)
    {
        lock (_gate)
        {
            if (since == _stores)
                return _shown;
            if (_shown == default || !_follows)
                _shown = since == _shown ? since.AddTicks(1) : since;
            (_stores, _follows) = (since, false);
            return _shown;
        }
    }

    private void Next(bool follows)
    {
        lock (_gate)
            (_stores, _follows) = (default, follows);
    }
}
