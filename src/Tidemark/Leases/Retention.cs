using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>
/// Whether to keep a lease when a request ends. A session that wanders between nodes costs less if each request gives it back with its
/// commit; one that stays costs nothing if the lease is kept. It is known from the tokens: they count the leases of a session, so that
/// a gap means that another node had it since.
/// </summary>
internal struct Retention
{
    private const int Wandering = 2;
    private const int Most = 4;

    private long _lastCounter;
    private int _restlessness;

    /// <summary>Whether the session is recalled so often that it is better given back at the end of each request.</summary>
    public readonly bool IsWandering => _restlessness >= Wandering;

    /// <summary>Whether another node had the session since this one had it last.</summary>
    public readonly bool IsHandOver(LeaseToken token) => token.Counter != _lastCounter + 1;

    public void Granted(LeaseToken token)
    {
        if (_lastCounter != 0)
            Move(IsHandOver(token) ? Wandering : -1);
        _lastCounter = token.Counter;
    }

    public void Recalled() => Move(Wandering);

    private void Move(int by) => _restlessness = Math.Clamp(_restlessness + by, 0, Most);
}
