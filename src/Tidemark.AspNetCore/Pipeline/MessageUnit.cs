namespace Tidemark.AspNetCore;

/// <summary>
/// The unit of work of one message of a connection that stays open, such as a call of a hub's method: it has the session of the connection's request, beside
/// other messages, and ends with the message.
/// </summary>
internal sealed class MessageUnit : IUnitOwner
{
    private readonly RequestSession _request;

    public MessageUnit(RequestSession request)
    {
        _request = request;
        var aborted = request.Context.RequestAborted;
        WhileWanted = aborted.IsCancellationRequested ? CancellationToken.None : aborted;
        Session = request.Parts.Sessions.Claim(this, request.Access);
    }

    public Session Session { get; }

    public string Purpose => _request.Purpose;

    /// <summary>What begins when the client has gone, such as a hub's farewell, does not end because of that.</summary>
    public CancellationToken WhileWanted { get; }

    public bool TryGetId(int number, out SessionId id)
    {
        id = _request.Token.Current.GetValueOrDefault();
        return number == 0 && _request.Token.Current is not null;
    }

    public void Opened(SessionId? id)
    {
    }

    public void Refused(Exception exception) => _request.NoteRefusal(exception);

    public void Blocking()
    {
    }

    public void BeforeUse()
    {
    }

    public void BeforeBegin() => _request.Commit.RefuseIfTooLate();

    public bool MayBegin() => true;

    public ValueTask BeforeCommitAsync(CancellationToken cancellationToken) => default;

    /// <summary>The message has been worked on: stores what it changed.</summary>
    /// <exception cref="SessionException">That was not stored.</exception>
    public async ValueTask EndAsync()
    {
        await using (Session)
            await _request.Messages.CommitAsync(Session);
    }

    /// <summary>The message has failed: what it changed is forgotten, unless the options say otherwise.</summary>
    /// <exception cref="SessionException">As for <see cref="EndAsync"/>.</exception>
    public ValueTask FailAsync() => _request.Parts.Core.OnThrow == ThrowPolicy.Commit ? EndAsync() : Session.DisposeAsync();
}
