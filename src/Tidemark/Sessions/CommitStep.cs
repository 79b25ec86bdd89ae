using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>A commit on its way: kept until the store has answered, and sent again as it is when the answer was lost.</summary>
internal sealed class CommitStep(CommitRequest request, LocalSession place, Turn turn)
{
    public CommitRequest Request => request;

    /// <summary>The session that the commit is about, on this node.</summary>
    public LocalSession Place => place;

    public Turn Turn => turn;

    /// <summary>The id of the session that the commit creates.</summary>
    public SessionId? NewId { get; init; }

    /// <summary>Which life of the node a lease belongs to that comes with the commit.</summary>
    public long Life { get; set; }

    public bool Creates => request.Token.IsNone;

    public bool Ends => request.Then == AfterCommit.End;

    /// <summary>Whether it was sent and not answered, so that a refusal may only mean that it was applied before.</summary>
    public bool MayBeApplied { get; set; }
}
