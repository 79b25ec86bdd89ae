using System.Text;
using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Graph;
using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>One node: what all its sessions share.</summary>
internal sealed class SessionNode
{
    private readonly TidemarkOptions _options;
    private readonly byte[] _userSecret;
    private readonly StateKeyCache _keys;

    public SessionNode(
        IPrimaryStore store, GraphSerializer graph, TidemarkOptions options, TimeProvider time, ILogger log, IReadOnlyList<ISessionEvents> handlers)
    {
        _options = options;
        _keys = new StateKeyCache(options.Application);
        Opener = new SessionOpener(this);
        _userSecret = Encoding.UTF8.GetBytes(options.UserIndexSecret ?? "");
        Time = time;
        Log = log;
        Stacks = new RepeatedStacks(time);
        Meter = new SessionMeter(this);
        Limits = new SessionLimits(options);
        Missing = new MissingSessions(time);
        WrongUse = options.CheckUse is true ? new WrongUse(log) : null;
        var limits = new LeaseLimits
        {
            NodeLease = options.NodeLease,
            StoreCall = options.StoreTimeout,
            LockWait = options.LockWaitTimeout,
            Waiters = options.LockQueueLimit,
            Sweep = options.SweepInterval,
            CachedSessions = options.MaxCachedSessions,
            CachedBytes = options.MaxCachedBytes,
            LongestValue = options.MaxSessionBytes,
        };
        Leases = new NodeLeases(store, limits, time, Meter, log);
        Forms = new AttributeForms(graph, options.Serializers, Leases.KnownSchemas, WrongUse is { } wrongUse ? wrongUse.Unset : null);
        Events = new SessionEvents(this, handlers);
        Admission = new UserAdmission(this, options);
        if (Events.AreHeard)
            Leases.TellEnds(Events.EndedAsync);
    }

    public AttributeForms Forms { get; }

    public TimeProvider Time { get; }

    public ILogger Log { get; }

    /// <summary>Which stacks of the store's troubles are still to be logged.</summary>
    public RepeatedStacks Stacks { get; }

    public SessionMeter Meter { get; }

    public SessionLimits Limits { get; }

    public MissingSessions Missing { get; }

    public string Application => _options.Application;

    /// <summary>Null unless wrong use is looked for.</summary>
    public WrongUse? WrongUse { get; }

    public NodeLeases Leases { get; }

    public SessionOpener Opener { get; }

    public SessionEvents Events { get; }

    public UserAdmission Admission { get; }

    public Lifetime DefaultLifetime => new(_options.IdleTimeout, _options.AbsoluteTimeout);

    /// <summary>A hold on a new session, of which no store knows yet.</summary>
    public StateHold NewHold(SessionAccess access, string purpose) =>
        new(this, access, new ClientState(default, DefaultLifetime, Time.GetUtcNow()), null, purpose);

    /// <summary>A turn of a session on this node.</summary>
    public async ValueTask<(LocalSession Place, Turn Turn)> EnterAsync(
        StateKey key, bool isExclusive, string purpose, LockWait wait, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Leases.IsDisposed, typeof(SessionManager));
        while (true)
        {
            // Evicted in this very moment if it has no turn to give.
            var place = Leases.Sessions.Obtain(key);
            if (await place.EnterAsync(isExclusive, purpose, wait, cancellationToken) is { } turn)
                return (place, turn);
        }
    }

    /// <summary>Leaves a session that was not to be had. Nothing is kept of one that is not there: ids that were never issued cost no memory.</summary>
    public async ValueTask GiveUpAsync(LocalSession place, Turn turn)
    {
        place.Leave(turn);
        if (place.IsWorthless(TimeSpan.Zero) && Leases.Sessions.TryEvict(place, out var whenBack))
            await whenBack;
    }

    public StateKey KeyOf(SessionId id) => _keys.Of(id);

    public UserKey KeyOf(string user) => UserKey.From(_options.Application, user, _userSecret);

    /// <summary>The copy of what the store answered to a question that named no version.</summary>
    public ClientState Read(StateKey key, PrimaryState state) => new(key, state, Leases.Limits.LongestValue);

    /// <summary>A session to look at, that nobody can change.</summary>
    public Session Look(ClientState state, string purpose) =>
        new(this, SessionAccess.ReadOnly, new StateHold(this, SessionAccess.ReadOnly, state, null, purpose));
}
