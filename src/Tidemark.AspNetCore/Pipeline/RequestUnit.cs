namespace Tidemark.AspNetCore;

/// <summary>
/// The unit of work of one request: which ids its session may have, what the client is told when that is found, and who has a word in its commits.
/// </summary>
internal sealed class RequestUnit : IUnitOwner
{
    private readonly RequestSession _request;

    public RequestUnit(RequestSession request, SessionAccess access)
    {
        _request = request;
        Session = request.Parts.Sessions.Claim(this, access);
    }

    public Session Session { get; }

    public string Purpose => _request.Purpose;

    public CancellationToken WhileWanted => _request.Context.RequestAborted;

    private PipelineParts Parts => _request.Parts;

    public bool TryGetId(int number, out SessionId id) => _request.Token.TryGetId(number, out id);

    public void Opened(SessionId? id)
    {
        ref var token = ref _request.Token;
        token.IsDead = id is null && token.Current is not null;
        var firstIdle = Session.Access.Writes() ? Parts.Http.FirstIdleTimeout : null;
        if (id is not { } found)
        {
            if (firstIdle is not null)
                Session.IdleTimeout = firstIdle.Value;
            return;
        }

        if (found != token.Current)
            token.Choose(found);
        if (firstIdle is not null && Session.IdleTimeout == firstIdle)
            Session.IdleTimeout = Parts.Core.IdleTimeout;
        token.IsDue = _request.IsRenewalDue(found);
    }

    public void Refused(Exception exception) => _request.NoteRefusal(exception);

    public void Blocking()
    {
        if (_request.Endpoint.TryRemember())
            Parts.Log.Blocked(Purpose);
    }

    public void BeforeUse() => _request.Commit.DiscardIfThrown();

    public void BeforeBegin() => _request.Commit.RefuseIfTooLate();

    public bool MayBegin() => !_request.IsWithheld || _request.Commit.MayBegin();

    public ValueTask BeforeCommitAsync(CancellationToken cancellationToken) =>
        _request.BytesIfUsed is { } bytes ? bytes.ApplyAsync(cancellationToken) : default;
}
