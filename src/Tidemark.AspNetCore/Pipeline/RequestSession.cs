using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore;

/// <summary>
/// The session of one HttpContext, from the cookie to the release. A context that goes through the pipeline once more, to make an error
/// page, keeps it.
/// </summary>
internal sealed class RequestSession : ISessionFeature, ISessionClaim, IAsyncDisposable
{
    private readonly ClientToken _token;
    private Session? _session;
    private ByteSession? _bytes;
    private ISession? _replacement;
    private ISessionFeature? _outerFeature;
    private bool _isTouched;
    private int _released;
    private CancellationTokenRegistration _abortion;
    private bool _isRegistered;
    private bool _isShown;

    public RequestSession(HttpContext context, PipelineParts parts)
    {
        Context = context;
        Parts = parts;
        _token = new ClientToken(parts.Cookie);
        Commit = new RequestCommit(this, _token);
        Messages = new MessageCommit(this);
        if (_token.Read(context) == CookieReading.Malformed)
        {
            parts.Counters.MalformedIds.Add(1);
            parts.Log.MalformedId();
        }
    }

    public HttpContext Context { get; }

    public PipelineParts Parts { get; }

    public RequestCommit Commit { get; }

    public MessageCommit Messages { get; }

    public CommitGate? Gate { get; private set; }

    public SessionAccess Access { get; private set; }

    public string Purpose { get; private set; } = "";

    /// <summary>A session that nobody asks for is not even made, and one of which nothing is asked is not looked for.</summary>
    public Session Session
    {
        get
        {
            Touch();
            return Claimed();
        }
    }

    /// <summary>The session, if anything was asked of it.</summary>
    public Session? SessionIfUsed => _session is { IsOpen: true } || BytesIfUsed is { HasPending: true } ? _session : null;

    public ByteSession? BytesIfUsed => _bytes;

    public bool IsRunning { get; private set; }

    /// <summary>Whether something of the application's answer may have left.</summary>
    public bool HasAnswered => Context.Response.HasStarted || Gate is { IsOpen: true, CanTakeBack: false };

    /// <summary>Whether the endpoint is a hub of SignalR.</summary>
    public bool IsHub => EndpointAccess.IsHub(Context.GetEndpoint());

    /// <summary>Whether the response may depend on the session, and the endpoint does not say otherwise.</summary>
    public bool IsPersonal => _isTouched && !IsPublic;

    /// <summary>Whether the endpoint says that its responses are the same for everybody.</summary>
    public bool IsPublic => EndpointAccess.IsPublic(Context.GetEndpoint());

    /// <summary>Whether the client may have a session, although it sent no cookie: then the cookie of a new one would replace it.</summary>
    public bool IsWithheld => _token.Current is null && Parts.Cookie.IsSameSite && FetchMetadata.WithholdsCookies(Context.Request);

    // Nobody would store what is set now.
    private bool IsOver => !IsRunning && (Commit.IsSealed || Volatile.Read(ref _released) != 0);

    ISession ISessionFeature.Session
    {
        get => _replacement ?? (_bytes ??= new ByteSession(this));
        set => _replacement = value;
    }

    /// <summary>Steps 1 to 3 of the road: id, lease, client state.</summary>
    public async ValueTask OpenAsync(SessionAccess access)
    {
        if (IsRunning)
            throw new InvalidOperationException("app.UseTidemark() is called twice in the pipeline of this request. Call it once.");
        _abortion.Dispose();
        Purpose = EndpointAccess.Purpose(Context.GetEndpoint());
        if (_session is not null && _released == 0 && Access == access)
            return;

        if (_session is not null)
            await DisposeAsync();
        Access = access;
        _session = null;
        _released = 0;
        if (_token.Current is not { } id || !IsOpenedEarly(id))
            return;
        await LoadAsync(Context.RequestAborted);
        if (IsHub)
            await _session!.StandByAsync(Context.RequestAborted);
    }

    /// <summary>Has the session, without a look into it.</summary>
    public ValueTask LoadAsync(CancellationToken cancellationToken) => Claimed().LoadAsync(cancellationToken);

    /// <summary>Somebody wants to know, or to change, what the session holds.</summary>
    public void Touch()
    {
        Commit.DiscardIfThrown();
        if (_isTouched)
            return;
        _isTouched = true;
        if (!TryKeepPersonal())
            Parts.Log.LateLook(Purpose);
    }

    /// <summary>Keeps a response that depends on the session out of the caches that serve everybody. False if it is too late for that.</summary>
    public bool TryKeepPersonal() => !IsPersonal || SharedCaches.TryKeepOut(Context);

    /// <summary>Shows the session to what comes next, and stands in the way of the response's first byte.</summary>
    public void Enter()
    {
        IsRunning = true;
        var features = Context.Features;
        Show();
        features.Set(this);
        Context.RequestServices?.GetService<CurrentSession>()?.Set(this);
        Commit.Begin();
        Gate = new CommitGate(features.GetRequiredFeature<IHttpResponseBodyFeature>(), this);
        features.Set<IHttpResponseBodyFeature>(Gate);
        if (Access.Writes())
            SessionSockets.Watch(features, Messages);
        if (_isRegistered || Context.Response.HasStarted)
            return;
        Context.Response.OnStarting(static state => ((RequestSession)state).Commit.WhenServerStartsAsync(), this);
        _isRegistered = true;
    }

    /// <summary>
    /// Gives back what <see cref="Enter"/> took. May be repeated. Callbacks that the application registered for the response's start see the
    /// session once more: what is registered last is called first, and what is registered first is called last.
    /// </summary>
    public void Leave()
    {
        if (!IsRunning)
            return;
        IsRunning = false;
        Hide();
        if (!Context.Response.HasStarted)
            Context.Response.OnStarting(static state => ((RequestSession)state).ShowAtStart(), this);
        if (Gate is not null && ReferenceEquals(Context.Features.Get<IHttpResponseBodyFeature>(), Gate))
            Context.Features.Set(Gate.Inner);
    }

    /// <summary>Takes the session out of sight.</summary>
    public void Hide()
    {
        if (!_isShown)
            return;
        _isShown = false;
        Context.Features.Set(_outerFeature);
    }

    /// <summary>Leaves the session open for a second way through the pipeline, and releases it when the response is complete.</summary>
    public void ReleaseOnCompletion() => Context.Response.RegisterForDisposeAsync(this);

    /// <summary>For the test server, which aborts a request whose handler threw and never completes it.</summary>
    public void ReleaseOnAbortion() => _abortion = Context.RequestAborted.UnsafeRegister(
        static state => _ = ((RequestSession)state!).DisposeAsync().AsTask(), this);

    /// <summary>Gives the lease back. Does not throw.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0)
            return;
        if (_session is not { IsOpen: true })
            NoteUse();
        if (_session is not null)
            await _session.DisposeAsync();
    }

    string ISessionClaim.Purpose => Purpose;

    CancellationToken ISessionClaim.WhileWanted => Context.RequestAborted;

    bool ISessionClaim.TryGetId(int number, out SessionId id) => _token.TryGetId(number, out id);

    void ISessionClaim.Opened(SessionId? id)
    {
        var session = _session!;
        _token.IsDead = id is null;
        _token.IsDead = id is null;
        if (id is not { } found)
        {
            BeginShort(session);
            return;
        }

        if (found != _token.Current)
            _token.Choose(found);
        if (session.Access.Writes() && Parts.Http.FirstIdleTimeout is { } firstIdle && session.IdleTimeout == firstIdle)
            session.IdleTimeout = Parts.Core.IdleTimeout;
        _token.IsDue = IsRenewalDue(found);
    }

    /// <summary>What can be said of the client's cookie without a look into the session, if nobody has looked.</summary>
    public void LookAtCookie()
    {
        if (_session is { IsOpen: true } || _token.Current is not { } id)
            return;
        _token.IsDead = _token.All(Parts.Sessions.IsMissing);
        _token.IsDue = _token.Others.Count == 0 && IsRenewalDue(id);
    }

    void ISessionClaim.Refused(Exception exception)
    {
        if (!SessionProblem.Answers(exception))
            return;
        Parts.Counters.FailedOpens.Add(1);
        Parts.Log.OpenFailed(Parts.Stacks.FirstOf(exception), Purpose, exception.Message);
    }

    void ISessionClaim.Blocking()
    {
        if (EarlyOpening.Remember(Context.GetEndpoint()))
            Parts.Log.Blocked(Purpose);
    }

    private bool IsRenewalDue(SessionId id) =>
        Access.Writes() && Parts.Cookie.Renewal is { } interval && Parts.Sessions.IsIdDue(id, interval);

    private bool IsOpenedEarly(SessionId id) =>
        Access == SessionAccess.Exclusive || EarlyOpening.IsDue(Context.GetEndpoint()) || MayBeShort(id);

    // Whoever has come back is known by his cookie, whether or not this request uses the session.
    private bool MayBeShort(SessionId id) =>
        Access.Writes() && Parts.Http.FirstIdleTimeout is { } firstIdle && (Parts.Sessions.KnownIdleTimeout(id) ?? firstIdle) == firstIdle;

    private Session Claimed()
    {
        if (_session is not null)
            return _session;
        var access = IsOver ? SessionAccess.ReadOnly : Access;
        _session = _token.Current is null ? Parts.Sessions.Create(Purpose, access) : Parts.Sessions.Claim(this, access);
        _session.BeforeUse = Commit.DiscardIfThrown;
        _session.BeforeBegin = Commit.RefuseIfTooLate;
        if (_token.Current is not null)
            return _session;
        BeginShort(_session);
        if (IsWithheld)
            _session.MayBegin = Commit.MayBegin;
        return _session;
    }

    private void BeginShort(Session session)
    {
        if (session.Access.Writes() && Parts.Http.FirstIdleTimeout is { } firstIdle)
            session.IdleTimeout = firstIdle;
    }

    // A request that did not look into its session is use all the same.
    private void NoteUse()
    {
        if (Access == SessionAccess.Peek)
            return;
        for (var number = 0; _token.TryGetId(number, out var id); number++)
            Parts.Sessions.NoteUse(id);
    }

    private void Show()
    {
        if (_isShown)
            return;
        _isShown = true;
        _outerFeature = Context.Features.Get<ISessionFeature>();
        Context.Features.Set<ISessionFeature>(this);
    }

    private Task ShowAtStart()
    {
        Show();
        return Task.CompletedTask;
    }
}
