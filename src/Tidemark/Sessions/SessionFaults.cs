namespace Tidemark;

/// <summary>What an application is told that asks a session for what it cannot do.</summary>
internal static class SessionFaults
{
    public static InvalidOperationException NotWritable(SessionAccess access, bool isLost, string? closed) => access switch
    {
        SessionAccess.None => NoAccess(),
        SessionAccess.ReadOnly or SessionAccess.Peek => new InvalidOperationException(
            $"This request's access to its session is {access}: nothing it changes would be stored. Use Read to look at an attribute, "
            + "or give the request Shared access."),
        _ when isLost => Lost(),
        _ => new InvalidOperationException(
            $"The session {closed}: nothing that is changed now would be stored. Do this before, or open the session again."),
    };

    public static InvalidOperationException NoAccess() => new(
        "This request's access to its session is None, so that nothing of it was read. Give the request ReadOnly or Shared access.");

    public static InvalidOperationException Lost() => new(
        "The store refused a commit of this request, so that its copy of the session no longer counts. Open the session again.");

    public static InvalidOperationException DisposedByWork() => new(
        "The work disposed of its session, so that nothing of what it had changed since its last commit was stored. RunAsync commits and closes the "
        + "session itself: do not dispose of it in the work.");

    public static SessionCommitException Forgotten(TimeSpan patience, CommitFailure failure) => new(
        $"An earlier commit of this request was not acknowledged, and for {patience} the request did nothing with its session. So that was given back to "
        + "those who wait for it. Open it again: that shows what the store has.",
        failure);

    public static SessionCommitException CommitAfterLoss(SessionCommitException loss) => new(
        "The store refused an earlier commit of this request, so that its copy of the session no longer counts, and nothing more of it was "
        + $"sent. {loss.Message}",
        loss.Failure,
        loss);
}
