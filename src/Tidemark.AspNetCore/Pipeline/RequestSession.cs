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
    private int _released;
    private CancellationTokenRegistration _abortion;
    private bool _isRegistered;

    public RequestSession(HttpContext context, PipelineParts parts)
    {
        Context = context;
        Parts = parts;
        _token = new ClientToken(parts.Cookie);
        Commit = new RequestCommit(this, _token);
        if (_token.Read(context) == CookieReading.Malformed)
        {
            parts.Counters.MalformedIds.Add(1);
            parts.Log.MalformedId();
        }
    }

    public HttpContext Context { get; }

    public PipelineParts Parts { get; }

    public RequestCommit Commit { get; }

    public CommitGate? Gate { get; private set; }

    public SessionAccess Access { get; private set; }

    public string Purpose { get; private set; } = "";

    /// <summary>A session that nobody asks for is not even made.</summary>
    public Session Session => _session ??= Parts.Sessions.Create(Purpose, Access);

    public Session? SessionIfUsed => _session;

    public ByteSession? BytesIfUsed => _bytes;

    public bool IsRunning { get; private set; }

    /// <summary>Whether something of the application's answer may have left.</summary>
    public bool HasAnswered => Gate is { IsOpen: true } || Context.Response.HasStarted;

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
        if (_token.Current is { } id)
            _session = await Parts.Sessions.OpenAsync(id, access, Purpose, Context.RequestAborted);
    }

    /// <summary>Shows the session to what comes next, and stands in the way of the response's first byte.</summary>
    public void Enter()
    {
        IsRunning = true;
        var features = Context.Features;
        _outerFeature = features.Get<ISessionFeature>();
        features.Set<ISessionFeature>(this);
        features.Set(this);
        Context.RequestServices?.GetService<CurrentSession>()?.Set(this);
        Commit.Begin();
        Gate = null;
        if (Access == SessionAccess.ReadOnly)
            return;

        Gate = new CommitGate(features.GetRequiredFeature<IHttpResponseBodyFeature>(), this);
        features.Set<IHttpResponseBodyFeature>(Gate);
        if (!_isRegistered)
            Context.Response.OnStarting(static state => ((RequestSession)state).Commit.WhenServerStartsAsync(), this);
        _isRegistered = true;
    }

    /// <summary>Gives back what <see cref="Enter"/> took. May be repeated.</summary>
    public void Leave()
    {
        if (!IsRunning)
            return;
        IsRunning = false;
        Context.Features.Set(_outerFeature);
        if (Gate is not null && ReferenceEquals(Context.Features.Get<IHttpResponseBodyFeature>(), Gate))
            Context.Features.Set(Gate.Inner);
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
}
