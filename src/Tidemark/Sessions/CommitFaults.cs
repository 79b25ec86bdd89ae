using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>What a request is told whose commit was not, or perhaps not, applied.</summary>
internal static class CommitFaults
{
    public static SessionCommitException Refused(FenceReason reason) => new(
        $"The store refused the commit: {Explain(reason)} Nothing of it was applied. Send the request again: it will see the state as it is now.",
        CommitFailure.Refused);

    public static SessionCommitException RefusedUnder(HeldLease ended) =>
        Refused(ended.End is LeaseEnd.Over or LeaseEnd.EndedHere ? FenceReason.SessionGone : FenceReason.LeaseLost);

    public static SessionCommitException NotSent(SessionUnavailableException cause) => new(
        "The commit was not sent: this node's lease on life has run out and could not be renewed, so that its sessions may be others' "
        + $"by now. Nothing was applied. {cause.Message}",
        CommitFailure.Refused,
        cause);

    public static SessionCommitException NotWritten(SessionUnavailableException cause) => new(
        $"The store refused the commit. Nothing was applied, and committing again in the same request sends it again. {cause.Message}",
        CommitFailure.Refused,
        cause);

    public static SessionCommitException Owed(SessionUnavailableException cause) => new(
        $"The session has not ended yet: the store did not take its end. This node tells it again until it does. {cause.Message}",
        CommitFailure.Unknown,
        cause);

    public static SessionCommitException NotPublished(SessionUnavailableException cause) => new(
        "The commit was not sent: the schema of a value in it, which other builds need to read it, could not be published in the store before. "
        + $"Nothing was applied. {cause.Message}",
        CommitFailure.Refused,
        cause);

    public static SessionCommitException NotEntered(SessionUnavailableException cause) => new(
        "The commit was not sent: the session could not be entered in the list of its user's sessions, which is done before. "
        + $"Nothing was applied. {cause.Message}",
        CommitFailure.Refused,
        cause);

    public static SessionCommitException Unknown(Exception cause) => new(
        "Whether the commit was applied is unknown: the store did not answer. Committing again in the same request sends the same commit, "
        + $"which is applied once at most; a new request sees what the store has. {cause.Message}",
        CommitFailure.Unknown,
        cause);

    public static SessionCommitException UnknownAfterRepeat(FenceReason reason) => new(
        $"Whether the commit was applied is unknown: its first answer was lost, and when it was sent again {Explain(reason)} "
        + "A new request sees what the store has.",
        CommitFailure.Unknown);

    public static SessionCommitException LateChange() => new(
        "The request changed an object after its session was committed and given back, and another request has changed the same attribute "
        + "since. The late change was not applied. Change the session before the response begins, or get the attribute again to change it.",
        CommitFailure.Refused);

    public static SessionCommitException Misfit(string attribute) => new(
        $"The store refused the commit: its attribute '{attribute}' is not what this node took it for, and the whole value could not be sent instead. "
        + "Nothing was applied, and this node reads the session anew. Send the request again.",
        CommitFailure.Refused);

    private static string Explain(FenceReason reason) => reason switch
    {
        FenceReason.LeaseLost => "the lease was no longer this node's, because the node was silent for longer than its lease "
            + "(TidemarkOptions.NodeLease) and another one took the session over; or the store failed over, and had lost the lease.",
        FenceReason.WrongBase => "the session was not at the version this request started from, because an earlier commit of this "
            + "request was applied although its answer was lost; or the store failed over, and had lost commits that it had acknowledged.",
        FenceReason.SessionGone => "the session had ended or expired meanwhile.",
        _ => "a session with this id exists already.",
    };
}
