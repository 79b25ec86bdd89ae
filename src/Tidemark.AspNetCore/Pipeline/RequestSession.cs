using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore;

/// <summary>
/// The session of one HttpContext, from the cookie to the release. A context that goes through the pipeline once more, to make an error
/// page, keeps it.
/// </summary>
internal sealed class RequestSession : ISessionFeature, IAsyncDisposable
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

    /// <summary>A session that nobody asks for is not even made.</summary>
    public Session Session
    {
        get
        {
            Touch();
            return _session ??= Created();
        }
    }

    public Session? SessionIfUsed => _session;

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
    private bool IsOver => !IsRunning && Commit.IsSealed;

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

        await DisposeAsync();
        Access = access;
        _session = null;
        _released = 0;
        if (_token.Current is not { } first)
            return;
        _session = Watched(await Parts.Sessions.OpenAsync(first, access, Purpose, Context.RequestAborted));
        for (var other = 0; _session is null && other < _token.Others.Count; other++)
        {
            var id = _token.Others[other];
            _session = Watched(await Parts.Sessions.OpenAsync(id, access, Purpose, Context.RequestAborted));
            if (_session is not null)
                _token.Choose(id);
        }

        _token.IsDead = _session is null;
        if (access.Writes() && Parts.Http.FirstIdleTimeout is { } firstIdle && _session?.IdleTimeout == firstIdle)
            _session.IdleTimeout = Parts.Core.IdleTimeout;
        _token.IsDue = access.Writes() && Parts.Cookie.Renewal is { } interval && _session?.IsIdDue(interval) == true;
        if (_session is not null && access.Writes() && IsHub)
            await _session.StandByAsync(Context.RequestAborted);
    }

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
        if (_session is not null && Interlocked.Exchange(ref _released, 1) == 0)
            await _session.DisposeAsync();
    }

    private Session Created()
    {
        var session = Parts.Sessions.Create(Purpose, IsOver ? SessionAccess.ReadOnly : Access);
        if (session.Access.Writes() && Parts.Http.FirstIdleTimeout is { } firstIdle)
            session.IdleTimeout = firstIdle;
        if (IsWithheld)
            session.MayBegin = Commit.MayBegin;
        return Watched(session);
    }

    [return: NotNullIfNotNull(nameof(session))]
    private Session? Watched(Session? session)
    {
        if (session is null)
            return null;
        session.BeforeUse = Commit.DiscardIfThrown;
        session.BeforeBegin = Commit.RefuseIfTooLate;
        return session;
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
