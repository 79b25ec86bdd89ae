namespace Tidemark;

/// <summary>
/// Whose unit of work it is, such as a request. It knows ids of a session, which is looked for when it is first used; it is told what came of that, and may
/// have a word in what happens.
/// </summary>
internal interface IUnitOwner
{
    /// <summary>What for; shown to those who wait for the session.</summary>
    string Purpose { get; }

    /// <summary>Ends waits that are given no token of their own.</summary>
    CancellationToken WhileWanted { get; }

    /// <summary>The ids, in the order in which they are tried.</summary>
    bool TryGetId(int number, out SessionId id);

    /// <summary>The session is there, or a new one in its place.</summary>
    /// <param name="id">Which id names it; null if none names any, and it is a new one.</param>
    void Opened(SessionId? id);

    /// <summary>It is not to be had now. It is looked for anew when it is used again.</summary>
    void Refused(Exception exception);

    /// <summary>A thread is blocked until it is there, because it was asked for where nobody can wait.</summary>
    void Blocking();

    /// <summary>The session is about to be looked at, changed or committed.</summary>
    void BeforeUse();

    /// <summary>Something is about to be put into a session that no store has.</summary>
    void BeforeBegin();

    /// <summary>Whether anything of a new session may go to the store.</summary>
    bool MayBegin();

    /// <summary>Hands over, before a commit, what is kept for the session until then.</summary>
    ValueTask BeforeCommitAsync(CancellationToken cancellationToken);
}
