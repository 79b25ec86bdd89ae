namespace Tidemark;

/// <summary>Who may want a session, of which he knows ids: it is looked for when it is first used, and he is told what came of it.</summary>
internal interface ISessionClaim
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
}
