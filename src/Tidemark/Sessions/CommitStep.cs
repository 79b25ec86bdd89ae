using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>A commit on its way: kept until the store has answered, and sent again as it is when the answer was lost.</summary>
internal sealed class CommitStep(CommitRequest request, Turn turn)
{
    public CommitRequest Request => request;

    /// <summary>The turn of the session that the commit is about.</summary>
    public Turn Turn => turn;

    /// <summary>The id of the session that the commit creates.</summary>
    public SessionId? NewId { get; init; }

    public bool Creates => request.Token.IsNone;

    public bool Ends => request.Then == AfterCommit.End;

    /// <summary>Whether it was sent and not answered, so that a refusal may only mean that it was applied before.</summary>
    public bool MayBeApplied { get; set; }
}
