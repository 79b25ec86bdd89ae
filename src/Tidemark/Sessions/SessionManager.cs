using Microsoft.Extensions.Logging;
using Tidemark.Graph;
using Tidemark.Diagnostics;
using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>Opens sessions on this node. One instance per process and store; safe for all threads.</summary>
public sealed partial class SessionManager : IAsyncDisposable
{
    private readonly SessionNode _node;
    private readonly UserSessions _users;

    /// <summary>Makes a node of its own, with a new <see cref="Node"/> id.</summary>
    /// <param name="store">Where sessions are kept.</param>
    /// <param name="graph">Encodes and compares the attributes.</param>
    /// <param name="options">How sessions live, wait and fail. Do not change it afterwards.</param>
    /// <param name="time">The clock of all waits, timeouts and heartbeats.</param>
    /// <param name="log">Gets what happens to sessions; never an id.</param>
    /// <param name="events">Told when sessions start and end; null for nobody. Nodes of one application have the same.</param>
    /// <exception cref="ArgumentException">An option has no possible value; the message names all that have none.</exception>
    public SessionManager(
        IPrimaryStore store,
        GraphSerializer graph,
        TidemarkOptions options,
        TimeProvider time,
        ILogger<SessionManager> log,
        IEnumerable<ISessionEvents>? events = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(log);
        if (TidemarkOptionsValidation.FindFaults(options) is { Count: > 0 } faults)
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        _node = new SessionNode(store, graph, options, time, log, [.. events ?? []]);
        _users = new UserSessions(_node);
    }

    /// <summary>This node's id in the store.</summary>
    public NodeId Node => _node.Leases.Node;

    /// <summary>A new session. Nothing is stored before its first commit that has something to store.</summary>
    /// <param name="purpose">What for, such as a route; shown to those who wait for the session.</param>
    /// <param name="access">What the caller may do with it. An empty session that is ReadOnly or Peek stays empty.</param>
    public Session Create(string purpose = "", SessionAccess access = SessionAccess.Shared)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        return new Session(_node, access, _node.NewHold(access, purpose));
    }

    /// <summary>A session that is looked for when it is first used.</summary>
    internal Session Claim(IUnitOwner owner, SessionAccess access) => new(_node, access, owner);

    /// <summary>Whether this node keeps the session, and has not sent its client the id for so long, or never has.</summary>
    internal bool IsIdDue(SessionId id, TimeSpan interval) => _node.Leases.Sessions.Find(_node.KeyOf(id))?.IsIdDue(interval) == true;

    /// <summary>The client was sent the id just now.</summary>
    internal void NoteIdSent(SessionId id) => _node.Leases.Sessions.Find(_node.KeyOf(id))?.NoteIdSent();

    /// <summary>Whether it may have said so of any session.</summary>
    internal bool KnowsMissing => _node.Missing.IsNeeded;

    /// <summary>Whether the store said a moment ago that there is no such session.</summary>
    internal bool IsMissing(SessionId id) => _node.Missing.Has(_node.KeyOf(id));

    /// <summary>The idle time of a session that this node keeps; null if it does not know it.</summary>
    internal TimeSpan? KnownIdleTimeout(SessionId id) => _node.Leases.Sessions.Find(_node.KeyOf(id))?.KnownLifetime?.Idle;

    /// <summary>A session was used by somebody who did not look into it: its idle time begins anew.</summary>
    internal void NoteUse(SessionId id)
    {
        if (!KnowsMissing || !IsMissing(id))
            _node.Leases.Uses.Note(_node.KeyOf(id));
    }

    /// <summary>Opens a session, waiting for its lease if <paramref name="access"/> asks for one. Null if there is no such session.</summary>
    /// <remarks>
    /// Call <see cref="Session.CompleteAsync"/> before you dispose of it, or what was changed is dropped; <see cref="RunAsync{T}"/> does so by itself.
    /// With <see cref="SessionAccess.None"/> the store is not asked, and the session holds nothing. Nor is it asked again, for half a minute to a minute,
    /// for a session that it said is not there.
    /// </remarks>
    /// <param name="id">Which one.</param>
    /// <param name="access">What the caller may do with it.</param>
    /// <param name="purpose">What for, such as a route; shown to those who wait for the session.</param>
    /// <param name="cancellationToken">Ends the wait, and later ones for attributes of the session that are given no token.</param>
    /// <exception cref="SessionLockTimeoutException">Another node, or an exclusive request, held the session for longer than the lock wait
    /// timeout, or too many wait for it already.</exception>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public async ValueTask<Session?> OpenAsync(
        SessionId id, SessionAccess access, string purpose = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        return await _node.Opener.OpenAsync(id, access, purpose, cancellationToken, cancellationToken) is { } hold
            ? new Session(_node, access, hold)
            : null;
    }

    /// <summary>
    /// Opens a session, lets the work change it, and commits: what a request does by itself, for workers, hubs and jobs. If the work throws, nothing of
    /// what it has changed since its last commit is stored.
    /// </summary>
    /// <param name="id">Which one.</param>
    /// <param name="access">What the work may do with it.</param>
    /// <param name="purpose">What for, such as the name of the job; shown to those who wait for the session.</param>
    /// <param name="work">What to do. The session is closed when it has ended: keep neither the session nor objects of it.</param>
    /// <param name="cancellationToken">Ends the wait for the session and those for attributes, and not the commit.</param>
    /// <returns>Whether there is such a session; if not, the work was not begun.</returns>
    /// <exception cref="SessionLockTimeoutException">As for <see cref="OpenAsync"/>.</exception>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    /// <exception cref="SessionCommitException">The store refused the commit, or whether it applied it is unknown.</exception>
    /// <exception cref="SessionAttributeException">An object has become too large, or holds what cannot be stored. Nothing was sent.</exception>
    /// <exception cref="InvalidOperationException">The work disposed of the session.</exception>
    public async ValueTask<bool> RunAsync(
        SessionId id, SessionAccess access, string purpose, Func<Session, Task> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        await using var session = await OpenAsync(id, access, purpose, cancellationToken);
        if (session is null)
            return false;
        await RunAsync(session, work);
        return true;
    }

    /// <summary>The same, for work that has a result.</summary>
    /// <returns>What the work returned; default if there is no such session.</returns>
    /// <inheritdoc cref="RunAsync(SessionId, SessionAccess, string, Func{Session, Task}, CancellationToken)"/>
    public async ValueTask<T?> RunAsync<T>(
        SessionId id, SessionAccess access, string purpose, Func<Session, Task<T>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        T? result = default;
        await RunAsync(id, access, purpose, (Func<Session, Task>)(async session => result = await work(session)), cancellationToken);
        return result;
    }

    /// <summary>Whether this node believes in its leases at this moment. Simulations watch it.</summary>
    internal bool IsTrusted => _node.Leases.Heartbeat.IsTrusted;

    /// <summary>
    /// Who uses which session on this node, since when, and who waits for what: for a health page or a hunt for slow requests. Costs a look at
    /// every session that the node keeps.
    /// </summary>
    public IReadOnlyList<SessionLocks> ReportLocks() =>
        [.. _node.Leases.Sessions.All.Select(session => session.Report()).OfType<SessionLocks>()];

    /// <summary>
    /// Gives all leases back and tells the store that the node leaves, so that nobody waits for it. Call it when no session is open any more.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _node.Leases.DisposeAsync();
        _node.Meter.Dispose();
    }

    /// <summary>Lets the node take part before its first session: it beats once and begins to sweep.</summary>
    internal ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _node.Leases.Sweeper.Start();
        return _node.Leases.Heartbeat.StartAsync(cancellationToken);
    }

    /// <summary>Why sessions are not to be had on this node; null if they are. Asks the store only if it has not answered lately.</summary>
    internal async ValueTask<Exception?> FindTroubleAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _node.Leases.Heartbeat.EnsureAsync(cancellationToken);
            return _node.Leases.Heartbeat.Trouble;
        }
        catch (SessionUnavailableException unavailable)
        {
            return unavailable;
        }
    }

    /// <summary>The node tells no more ends. Completes when the one that it is telling is told.</summary>
    internal Task StopTellingAsync() => _node.Leases.Farewells?.StopAsync() ?? Task.CompletedTask;

    /// <summary>Whether a meter counts for this node.</summary>
    internal bool IsScope(object? scope) => scope == _node;

    private static async Task RunAsync(Session session, Func<Session, Task> work)
    {
        try
        {
            await work(session);
        }
        catch
        {
            session.Discard();
            throw;
        }

        if (session.IsDisposed)
            throw SessionFaults.DisposedByWork();
        await session.CompleteAsync(CancellationToken.None);
    }
}
