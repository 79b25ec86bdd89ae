using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tidemark.AspNetCore;

/// <summary>
/// The session of one HttpContext, from the cookie to the release. A context that goes through the pipeline once more, to make an error
/// page, keeps it.
/// </summary>
internal sealed class RequestSession : ISessionFeature, IAsyncDisposable
{
    private ClientToken _token = new();
    private RequestUnit? _unit;
    private ByteSession? _bytes;
    private RequestCommit? _commit;
    private ISession? _replacement;
    private ISessionFeature? _outerFeature;
    private bool _isTouched;
    private int _released;
    private bool _isRegistered;
    private bool _isShown;

    public RequestSession(HttpContext context, PipelineParts parts)
    {
        Context = context;
        Parts = parts;
        if (_token.Read(context, parts.Cookie) == CookieReading.Malformed)
        {
            parts.Counters.MalformedIds.Add(1);
            parts.Log.MalformedId();
        }
    }

    public HttpContext Context { get; }

    public PipelineParts Parts { get; }

    /// <summary>Made when it is needed: there is nothing to commit for a request that leaves its session alone.</summary>
    public RequestCommit Commit => _commit ??= new RequestCommit(this);

    public MessageCommit Messages => Commit.Messages;

    /// <summary>Whether the session may have been changed since the last message of a long-lived response.</summary>
    public bool IsMessageDue => _commit is { Messages.IsDue: true };

    /// <summary>What the client has, and is to be told.</summary>
    public ref ClientToken Token => ref _token;

    /// <summary>Whether the session, or anything of it, was asked for.</summary>
    public bool IsUsed => _unit is not null || _commit is not null;

    /// <summary>Whether the cookie can no longer be sent, although the response may not have started yet.</summary>
    public bool IsSealed { get; private set; }

    public CommitGate? Gate { get; private set; }

    public SessionAccess Access { get; private set; }

    public string Purpose { get; private set; } = "";

    /// <summary>The one that answers at this moment: an error page may be another one.</summary>
    public EndpointFacts Endpoint => EndpointFacts.Of(Context.GetEndpoint());

    /// <summary>A session that nobody asks for is not even made, and one of which nothing is asked is not looked for.</summary>
    public Session Session
    {
        get
        {
            Touch();
            return Unit.Session;
        }
    }

    /// <summary>The session, if anything was asked of it.</summary>
    public Session? SessionIfUsed => _unit is { Session.IsOpen: true } || BytesIfUsed is { HasPending: true } ? _unit?.Session : null;

    public ByteSession? BytesIfUsed => _bytes;

    public bool IsRunning { get; private set; }

    /// <summary>Whether something of the application's answer may have left.</summary>
    public bool HasAnswered => Context.Response.HasStarted || Gate is { IsOpen: true, CanTakeBack: false };

    /// <summary>Whether the endpoint is a hub of SignalR.</summary>
    public bool IsHub => Endpoint.IsHub;

    /// <summary>Whether the response may depend on the session, and the endpoint does not say otherwise.</summary>
    public bool IsPersonal => _isTouched && !IsPublic;

    /// <summary>Whether the endpoint says that its responses are the same for everybody.</summary>
    public bool IsPublic => Endpoint.IsPublic;

    /// <summary>Whether the client may have a session, although it sent no cookie: then the cookie of a new one would replace it.</summary>
    public bool IsWithheld => _token.Current is null && Parts.Cookie.IsSameSite && FetchMetadata.WithholdsCookies(Context.Request);

    private RequestUnit Unit => _unit ??= new RequestUnit(this, IsOver ? SessionAccess.ReadOnly : Access);

    // Nobody would store what is set now.
    private bool IsOver => !IsRunning && (IsSealed || Volatile.Read(ref _released) != 0);

    ISession ISessionFeature.Session
    {
        get => _replacement ?? (_bytes ??= new ByteSession(this));
        set => _replacement = value;
    }

    /// <summary>Begins step 2 of the road. Whether the session is to be there before the handler runs.</summary>
    public bool MustOpen(SessionAccess access)
    {
        if (IsRunning)
            throw new InvalidOperationException("app.UseTidemark() is called twice in the pipeline of this request. Call it once.");
        _commit?.Abortion?.Dispose();
        var endpoint = Endpoint;
        Purpose = endpoint.Purpose;
        if (_unit is not null && _released == 0 && Access == access)
            return false;
        Access = access;
        return _unit is not null
            || (_token.Current is { } id && (access == SessionAccess.Exclusive || endpoint.IsEarly || MayBeShort(id)));
    }

    /// <summary>Steps 2 and 3 of the road: lease, client state. What an earlier way through the pipeline had is released.</summary>
    public async ValueTask OpenAsync()
    {
        if (_unit is not null)
            await DisposeAsync();
        (_unit, _released) = (null, 0);
        if (_token.Current is null)
            return;
        await LoadAsync(Context.RequestAborted);
        if (IsHub)
            await Unit.Session.StandByAsync(Context.RequestAborted);
    }

    /// <summary>Has the session, without a look into it.</summary>
    public ValueTask LoadAsync(CancellationToken cancellationToken) => Unit.Session.LoadAsync(cancellationToken);

    /// <summary>The session was not to be had.</summary>
    public void NoteRefusal(Exception exception)
    {
        if (!SessionProblem.Answers(exception))
            return;
        Parts.Counters.FailedOpens.Add(1);
        Parts.Log.OpenFailed(Parts.Stacks.FirstOf(exception), Purpose, exception.Message);
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
        features[typeof(RequestSession)] = this;
        _commit?.Begin();
        Gate = new CommitGate(features.GetRequiredFeature<IHttpResponseBodyFeature>(), this);
        features[typeof(IHttpResponseBodyFeature)] = Gate;
        if (Access.Writes())
            SessionSockets.Watch(this);
        if (_isRegistered || Context.Response.HasStarted)
            return;
        Context.Response.OnStarting(static state => ((RequestSession)state).WhenServerStartsAsync(), this);
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

        // What lets everything pass may stay.
        if (!IsUsed && Context.Response.HasStarted)
            return;
        if (!Context.Response.HasStarted)
            Context.Response.OnStarting(static state => ((RequestSession)state).Show(), this);
        if (Gate is not null && ReferenceEquals(Context.Features.Get<IHttpResponseBodyFeature>(), Gate))
            Context.Features.Set(Gate.Inner);
    }

    /// <summary>
    /// The last of the callbacks that were registered further in: for servers that start by themselves (an upgrade, a synchronous write),
    /// for what other callbacks did to the session, and for the headers. It is the request's end if the handler has returned already.
    /// </summary>
    private Task WhenServerStartsAsync() => _commit is null ? SealUnused() : CommitAndSealAsync(_commit);

    private Task SealUnused()
    {
        Seal();
        if (!IsRunning)
            Hide();
        return IsRunning ? Task.CompletedTask : DisposeAsync().AsTask();
    }

    private async Task CommitAndSealAsync(RequestCommit commit)
    {
        await commit.WhenServerStartsAsync();
        if (IsPersonal)
            SharedCaches.MarkPrivate(Context.Response);
        Seal();
        if (IsRunning)
            return;
        Hide();
        await DisposeAsync();
    }

    private void Seal()
    {
        LookAtCookie();
        if (_token.Stamp(Context, Parts.Cookie, IsPublic) is { } sent)
            Parts.Sessions.NoteIdSent(sent);
        IsSealed = true;
    }

    /// <summary>Takes the session out of sight.</summary>
    private void Hide()
    {
        if (!_isShown)
            return;
        _isShown = false;
        Context.Features.Set(_outerFeature);
    }

    /// <summary>Leaves the session open for a second way through the pipeline, and releases it when the response is complete.</summary>
    public void ReleaseOnCompletion() => Context.Response.RegisterForDisposeAsync(this);

    /// <summary>For the test server, which aborts a request whose handler threw and never completes it.</summary>
    public void ReleaseOnAbortion() => Commit.Abortion = Context.RequestAborted.UnsafeRegister(
        static state => _ = ((RequestSession)state!).DisposeAsync().AsTask(), this);

    /// <summary>Gives the lease back. Does not throw.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0)
            return;
        if (_unit is not { Session.IsOpen: true })
            NoteUse();
        if (_unit is not null)
            await _unit.Session.DisposeAsync();
    }

    /// <summary>What can be said of the client's cookie without a look into the session, if nobody has looked.</summary>
    private void LookAtCookie()
    {
        if (_unit is { Session.IsOpen: true } || _token.Current is not { } id)
            return;
        _token.IsDead = Parts.Sessions.KnowsMissing && _token.All(Parts.Sessions.IsMissing);
        _token.IsDue = _token.Others.Count == 0 && IsRenewalDue(id);
    }

    /// <summary>Whether the cookie is to be sent again.</summary>
    public bool IsRenewalDue(SessionId id) =>
        Access.Writes() && Parts.Cookie.Renewal is { } interval && Parts.Sessions.IsIdDue(id, interval);

    // Whoever has come back is known by his cookie, whether or not this request uses the session.
    private bool MayBeShort(SessionId id) =>
        Access.Writes() && Parts.Http.FirstIdleTimeout is { } firstIdle && (Parts.Sessions.KnownIdleTimeout(id) ?? firstIdle) == firstIdle;

    // A request that did not look into its session is use all the same.
    private void NoteUse()
    {
        if (Access == SessionAccess.Peek)
            return;
        for (var number = 0; _token.TryGetId(number, out var id); number++)
            Parts.Sessions.NoteUse(id);
    }

    private Task Show()
    {
        if (_isShown)
            return Task.CompletedTask;
        _isShown = true;
        var features = Context.Features;
        _outerFeature = (ISessionFeature?)features[typeof(ISessionFeature)];
        features[typeof(ISessionFeature)] = this;
        return Task.CompletedTask;
    }
}

