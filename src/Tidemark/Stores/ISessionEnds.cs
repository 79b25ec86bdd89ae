namespace Tidemark.Stores;

/// <summary>
/// How sessions end from outside, and how the ends of those with <see cref="PrimaryRecord.TellsEnd"/> are told: their last state is kept until a node
/// has claimed it, told it to the application, and had it forgotten.
/// </summary>
public interface ISessionEnds
{
    /// <summary>How long an end that nobody claims is kept: a day. Then a sweep removes it untold.</summary>
    static readonly TimeSpan Untold = TimeSpan.FromDays(1);

    /// <summary>
    /// Ends a session, whoever holds its lease, and recalls the lease until it is given back; those who wait are told. False if there is no such
    /// session. <see cref="EndDecision"/> says it exactly.
    /// </summary>
    /// <remarks>From then on acquire and read find nothing, and commits are refused, those of the holder too.</remarks>
    ValueTask<bool> EndAsync(StateKey key, EndReason reason, CancellationToken cancellationToken);

    /// <summary>
    /// Claims ends that are to be told, at most <paramref name="limit"/>, in any order: nobody else is given them for <paramref name="claim"/>.
    /// Fewer than the limit means that there are no more at the moment.
    /// </summary>
    /// <param name="limit">How many.</param>
    /// <param name="claim">How long the caller takes to tell them at most. If it has not had them forgotten by then, another node tells them.</param>
    /// <param name="cancellationToken">See the remarks of <see cref="IPrimaryStore"/>.</param>
    ValueTask<IReadOnlyList<EndedState>> ClaimEndedAsync(int limit, TimeSpan claim, CancellationToken cancellationToken);

    /// <summary>
    /// Claims the end of one session, as <see cref="ClaimEndedAsync"/> does. Null if there is none to tell, or if it is claimed. A node that has ended a
    /// session asks for it by this: what it costs must not depend on how many sessions there are.
    /// </summary>
    /// <param name="key">The session.</param>
    /// <param name="claim">As for <see cref="ClaimEndedAsync"/>.</param>
    /// <param name="cancellationToken">See the remarks of <see cref="IPrimaryStore"/>.</param>
    ValueTask<EndedState?> ClaimEndAsync(StateKey key, TimeSpan claim, CancellationToken cancellationToken);

    /// <summary>Removes sessions whose ends were told. Passes over those that are not over, or not there.</summary>
    ValueTask ForgetEndedAsync(IReadOnlyCollection<StateKey> keys, CancellationToken cancellationToken);
}
