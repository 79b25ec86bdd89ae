using Microsoft.Extensions.Logging;
using Tidemark.Stores;

namespace Tidemark.Diagnostics;

/// <summary>What a node could not tell the store, or was refused, and what it does about that. See <see cref="SessionLog"/>.</summary>
internal static partial class StoreLog
{
    [LoggerMessage(8, LogLevel.Warning, "The store did not do '{Verb}', as far as is known, and is asked again. {Why}")]
    public static partial void StoreRetried(this ILogger log, string verb, string why);

    [LoggerMessage(9, LogLevel.Warning, "This node could not renew its lease on life; its sessions are others' once {Remaining} have passed")]
    public static partial void BeatFailed(this ILogger log, TimeSpan remaining, Exception cause);

    [LoggerMessage(10, LogLevel.Warning, "The lease of session {Key} could not be given back; it will be tried again")]
    public static partial void ReleaseFailed(this ILogger log, StateKey key, Exception cause);

    [LoggerMessage(12, LogLevel.Warning, "The idle time of session {Key} could not be restarted")]
    public static partial void TouchFailed(this ILogger log, StateKey key, Exception cause);

    [LoggerMessage(13, LogLevel.Debug, "Removed {Count} expired sessions")]
    public static partial void Swept(this ILogger log, int count);

    [LoggerMessage(14, LogLevel.Warning, "Expired sessions could not be removed; it will be tried again")]
    public static partial void SweepFailed(this ILogger log, Exception cause);

    [LoggerMessage(15, LogLevel.Warning, "The store could not be told that this node leaves; its leases run out by themselves")]
    public static partial void LeaveFailed(this ILogger log, Exception cause);

    [LoggerMessage(16, LogLevel.Warning, "This node cannot hear what the store tells it; it is tried again, and leases change hands more slowly until then")]
    public static partial void ListenFailed(this ILogger log, Exception cause);

    [LoggerMessage(17, LogLevel.Warning, "The store could not be told that {Count} sessions are in use")]
    public static partial void TouchesFailed(this ILogger log, int count, Exception cause);

    [LoggerMessage(31, LogLevel.Warning, "Sessions have ended and could not be told to the application; it will be tried again")]
    public static partial void FarewellsFailed(this ILogger log, Exception cause);

    [LoggerMessage(33, LogLevel.Warning, "The list of user {User} could not be told that session {Key} is not in it; the store removes it by itself")]
    public static partial void LeaveUserFailed(this ILogger log, UserKey user, StateKey key, Exception cause);

    [LoggerMessage(34, LogLevel.Warning, "Whether user {User} may have session {Key} beside others could not be looked at once more; it will be tried again")]
    public static partial void ConfirmFailed(this ILogger log, UserKey user, StateKey key, Exception cause);

    [LoggerMessage(50, LogLevel.Error, "What the store was still to be told of session {Key} ({What}) is never told: this node leaves, or too much waits. "
        + "An end that is not told leaves the session as it is until its time is up")]
    public static partial void RetryDropped(this ILogger log, StateKey key, string what);

    [LoggerMessage(51, LogLevel.Warning, "{Count} things that the store is still to be told of sessions could not be told again; they are tried after the "
        + "next heartbeat. One of the causes")]
    public static partial void RetriesFailed(this ILogger log, int count, Exception cause);

    [LoggerMessage(52, LogLevel.Error, "What the store is still to be told of session {Key} ({What}) failed for a reason that is none of the store's; it is "
        + "tried again after the next heartbeat")]
    public static partial void RetryFailed(this ILogger log, StateKey key, string what, Exception cause);

    [LoggerMessage(70, LogLevel.Error, "The store refused a commit of session {Key}, and nothing of it was written. {Why}")]
    public static partial void CommitRefused(this ILogger log, StateKey key, string why, Exception? cause);

    [LoggerMessage(71, LogLevel.Warning, "Session {Key} is damaged in the store: its lease cannot be given back, and is not tried again")]
    public static partial void ReturnDamaged(this ILogger log, StateKey key, Exception cause);

    [LoggerMessage(80, LogLevel.Debug, "The store did not do '{Verb}' again, as far as is known (attempt {Attempt})")]
    public static partial void StoreRetriedAgain(this ILogger log, string verb, int attempt, Exception cause);

    [LoggerMessage(81, LogLevel.Error, "The session store cannot be reached. Until it answers, requests that need it are refused at once; this node asks it in "
        + "the background, and needs no restart")]
    public static partial void StoreDown(this ILogger log, Exception cause);

    [LoggerMessage(82, LogLevel.Warning, "The session store has not answered for {Outage}, though it was asked {Probes} times. {Why}")]
    public static partial void StoreStillDown(this ILogger log, TimeSpan outage, int probes, string? why);

    [LoggerMessage(83, LogLevel.Information, "The session store answers again, after {Outage}")]
    public static partial void StoreBack(this ILogger log, TimeSpan outage);

    [LoggerMessage(84, LogLevel.Error, "The session store refuses to know this node. Requests that need it fail until that is put right; this node goes on "
        + "asking, and needs no restart")]
    public static partial void StartRefused(this ILogger log, Exception cause);
}
