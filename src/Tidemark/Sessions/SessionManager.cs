using Microsoft.Extensions.Logging;
using Tidemark.Graph;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>Opens sessions on this node. One instance per process and store; safe for all threads.</summary>
public sealed class SessionManager : IAsyncDisposable
{
    private readonly SessionNode _node;
    private readonly SnapshotReading _reading;

    /// <summary>Makes a node of its own, with a new <see cref="Node"/> id.</summary>
    /// <param name="store">Where sessions are kept.</param>
    /// <param name="graph">Encodes and compares the attributes.</param>
    /// <param name="options">How sessions live, wait and fail. Do not change it afterwards.</param>
    /// <param name="time">The clock of all waits, timeouts and heartbeats.</param>
    /// <param name="log">Gets what happens to sessions; never an id.</param>
    /// <exception cref="ArgumentException">An option has no possible value; the message names all that have none.</exception>
    public SessionManager(
        IPrimaryStore store, GraphSerializer graph, TidemarkOptions options, TimeProvider time, ILogger<SessionManager> log)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(log);
        if (TidemarkOptionsValidation.FindFaults(options) is { Count: > 0 } faults)
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        _node = new SessionNode(store, graph, options, time, log);
        _reading = new SnapshotReading(_node);
    }

    /// <summary>This node's id in the store.</summary>
    public NodeId Node => _node.Leases.Node;

    /// <summary>A new session. Nothing is stored before its first commit that has something to store.</summary>
    /// <param name="purpose">What for, such as a route; shown to those who wait for the session.</param>
    /// <param name="access">What the caller may do with it. An empty session that is ReadOnly stays empty.</param>
    public Session Create(string purpose = "", SessionAccess access = SessionAccess.Exclusive)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        var state = new ClientState(_node.DefaultLifetime, _node.Time.GetUtcNow());
        return new Session(_node, access, new StateHold(_node, state, null, null, purpose));
    }

    /// <summary>Opens a session, waiting for its lease if <paramref name="access"/> asks for one. Null if there is no such session.</summary>
    /// <remarks>With <see cref="SessionAccess.None"/> the store is not asked, and the session holds nothing.</remarks>
    /// <param name="id">Which one.</param>
    /// <param name="access">What the caller may do with it.</param>
    /// <param name="purpose">What for, such as a route; shown to those who wait for the session.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SessionLockTimeoutException">Another request held the session for longer than the lock wait timeout, or too many
    /// wait for it already.</exception>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public async ValueTask<Session?> OpenAsync(
        SessionId id, SessionAccess access, string purpose = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        cancellationToken.ThrowIfCancellationRequested();
        var key = _node.KeyOf(id);
        var hold = access switch
        {
            SessionAccess.Exclusive => await HoldAsync(id, key, purpose, cancellationToken),
            SessionAccess.ReadOnly => await _reading.ReadAsync(id, key, purpose, cancellationToken),
            SessionAccess.None => new StateHold(_node, new ClientState(_node.DefaultLifetime, default), id, null, purpose),
            _ => throw new ArgumentOutOfRangeException(nameof(access), access, "There is no such access."),
        };
        if (hold is null)
        {
            _node.Meter.UnknownId();
            _node.Log.Unknown(key);
            return null;
        }

        _node.Meter.Opened(access.ToString());
        return new Session(_node, access, hold);
    }

    /// <summary>Whether this node believes in its leases at this moment. Simulations watch it.</summary>
    internal bool IsTrusted => _node.Leases.Heartbeat.IsTrusted;

    /// <summary>Tells the store that the node leaves, so that nobody waits for it. Call it when no session is open any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _node.Leases.DisposeAsync();
        _node.Meter.Dispose();
    }

    /// <summary>Lets the node take part before its first session: it beats once and begins to sweep.</summary>
    internal ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _node.Leases.Sweeper.Start();
        return _node.Leases.Heartbeat.EnsureAsync(cancellationToken);
    }

    /// <summary>Whether a meter counts for this node.</summary>
    internal bool IsScope(object? scope) => scope == _node;

    private async ValueTask<StateHold?> HoldAsync(SessionId id, StateKey key, string purpose, CancellationToken cancellationToken)
    {
        _node.Leases.Sweeper.Start();
        if (await _node.Leases.Acquisition.AcquireAsync(key, purpose, cancellationToken) is not { } lease)
            return null;
        var state = new ClientState(key, lease.Grant.Token, lease.Grant.State);
        return new StateHold(_node, state, id, lease.Turn, purpose);
    }
}
