using Microsoft.Extensions.Logging;
using Tidemark.Stores;

namespace Tidemark.Diagnostics;

/// <summary>Every log line of the core. Keys appear as their first digits only; ids and payloads never.</summary>
internal static partial class SessionLog
{
    [LoggerMessage(1, LogLevel.Debug, "Session {Key} created at {Version}")]
    public static partial void Created(this ILogger log, StateKey key, StateVersion version);

    [LoggerMessage(2, LogLevel.Debug, "Session {Key} committed {Attributes} attributes at {Version}")]
    public static partial void Committed(this ILogger log, StateKey key, int attributes, StateVersion version);

    [LoggerMessage(3, LogLevel.Debug, "Session {Key} ended: {Reason}")]
    public static partial void Ended(this ILogger log, StateKey key, EndReason reason);

    [LoggerMessage(4, LogLevel.Information, "No session {Key}: never created, ended or expired")]
    public static partial void Unknown(this ILogger log, StateKey key);

    [LoggerMessage(5, LogLevel.Warning, "The store refused a commit of session {Key}: {Reason}")]
    public static partial void Fenced(this ILogger log, StateKey key, FenceReason reason);

    [LoggerMessage(6, LogLevel.Error, "Whether a commit of session {Key} was applied is unknown")]
    public static partial void CommitUnknown(this ILogger log, StateKey key, Exception cause);

    [LoggerMessage(7, LogLevel.Warning, "'{Purpose}' gave up waiting for session {Key} after {Waited}; '{Holder}' has held it for {Held}")]
    public static partial void LockTimeout(this ILogger log, StateKey key, string purpose, TimeSpan waited, string holder, TimeSpan held);

    [LoggerMessage(8, LogLevel.Warning, "The store did not do '{Verb}', as far as is known (attempt {Attempt}); it is asked again")]
    public static partial void StoreRetried(this ILogger log, string verb, int attempt, Exception cause);

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

    [LoggerMessage(18, LogLevel.Debug, "The lease of session {Key} was granted at {Version}; {Attributes} attributes were new to this node")]
    public static partial void Granted(this ILogger log, StateKey key, StateVersion version, int attributes);

    [LoggerMessage(19, LogLevel.Debug, "The lease of session {Key} was recalled: another node waits for it")]
    public static partial void Recalled(this ILogger log, StateKey key);

    [LoggerMessage(20, LogLevel.Debug, "The lease of session {Key} goes back, unused for {Unused}")]
    public static partial void Returned(this ILogger log, StateKey key, TimeSpan unused);

    [LoggerMessage(21, LogLevel.Warning, "'{Purpose}' and other requests of session {Key} waited for each other's attributes ({Attributes}); it was refused")]
    public static partial void Deadlock(this ILogger log, StateKey key, string purpose, string attributes);

    [LoggerMessage(22, LogLevel.Warning, "A patch did not fit the attribute '{Attribute}' of session {Key} as the store has it; whole values are sent instead")]
    public static partial void Misfit(this ILogger log, StateKey key, string attribute);

    [LoggerMessage(25, LogLevel.Warning, "The attribute '{Attribute}' of session {Key} cannot be read, and counts as absent; its bytes stay")]
    public static partial void AttributeDropped(this ILogger log, StateKey key, string attribute, Exception reason);

    [LoggerMessage(26, LogLevel.Warning, "The attribute '{Attribute}' of session {Key} cannot be read, and was replaced by the application")]
    public static partial void AttributeReplaced(this ILogger log, StateKey key, string attribute, Exception reason);

    [LoggerMessage(27, LogLevel.Debug, "Session {Key} goes on under a new id; the old one is dead")]
    public static partial void Moved(this ILogger log, StateKey key);

    [LoggerMessage(28, LogLevel.Debug, "The application was told that session {Key} has ended: {Reason}")]
    public static partial void EndTold(this ILogger log, StateKey key, EndReason reason);

    [LoggerMessage(29, LogLevel.Error, "A handler of the application failed when it was told that session {Key} has ended ({Reason}); it is told again, in a "
        + "minute at the earliest, until it succeeds or a day has passed")]
    public static partial void EndedFailed(this ILogger log, StateKey key, EndReason reason, Exception cause);

    [LoggerMessage(30, LogLevel.Error, "A handler of the application failed when it was told that session {Key} has started; it is not told again")]
    public static partial void StartedFailed(this ILogger log, StateKey key, Exception cause);

    [LoggerMessage(31, LogLevel.Warning, "Sessions have ended and could not be told to the application; it will be tried again")]
    public static partial void FarewellsFailed(this ILogger log, Exception cause);

    [LoggerMessage(32, LogLevel.Information, "Session {Key} was not bound to user {User}, who has {Sessions} sessions and may have {Limit}")]
    public static partial void BindRefused(this ILogger log, StateKey key, UserKey user, int sessions, int limit);

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

    [LoggerMessage(53, LogLevel.Error, "Sessions whose time is up could not be removed from this node's memory; it is tried again after the next heartbeat")]
    public static partial void EvictionFailed(this ILogger log, Exception cause);

    [LoggerMessage(40, LogLevel.Warning, "'{Purpose}' changed the attribute '{Attribute}' of session {Key}, which it got from Read: {Paths}. Read gives a "
        + "private copy, so the change is lost. Use GetAsync to change an attribute")]
    public static partial void ReadAndChanged(this ILogger log, string purpose, string attribute, StateKey key, string paths);

    [LoggerMessage(41, LogLevel.Warning, "The attribute '{Attribute}' of session {Key} was changed after the request that had it ended or released it: "
        + "{Paths}. {Consequence} Change objects only while their request has the session; work that goes on longer opens it itself, "
        + "by SessionManager.RunAsync")]
    public static partial void ChangedTooLate(this ILogger log, string attribute, StateKey key, string paths, string consequence);

    [LoggerMessage(42, LogLevel.Warning, "The attributes '{Attribute}' and '{Other}' of session {Key} share an object: {Path} of the one is {OtherPath} of "
        + "the other. Each attribute is stored by itself, so these are two objects once they are read again. Keep what belongs together in one attribute, "
        + "or give each an object of its own")]
    public static partial void SharedInstance(this ILogger log, string attribute, string other, StateKey key, string path, string otherPath);

    [LoggerMessage(70, LogLevel.Error, "The store refused a commit of session {Key}, and nothing of it was written")]
    public static partial void CommitRefused(this ILogger log, StateKey key, Exception cause);

    [LoggerMessage(71, LogLevel.Warning, "Session {Key} is damaged in the store: its lease cannot be given back, and is not tried again")]
    public static partial void ReturnDamaged(this ILogger log, StateKey key, Exception cause);

    [LoggerMessage(48, LogLevel.Warning, "The attribute '{Attribute}' was stored by a build that had no {Member}: it is null now, although it is declared "
        + "never to be. Give the type a constructor without parameters that sets it, or make the member nullable")]
    public static partial void UnsetMember(this ILogger log, string attribute, string member);

    [LoggerMessage(43, LogLevel.Debug, "A check of how attributes are used met an object that it could not look at: {Failure}")]
    public static partial void CheckFailed(this ILogger log, string failure);

    [LoggerMessage(60, LogLevel.Warning, "'{Purpose}' disposed of session {Key} without committing what it had changed: {Changes}. It is lost. Use "
        + "SessionManager.RunAsync, which commits at the end, or call CompleteAsync before; to drop changes on purpose, call Discard")]
    public static partial void NeverCommitted(this ILogger log, string purpose, StateKey key, string changes);

    [LoggerMessage(61, LogLevel.Error, "A patch of the attribute '{Attribute}' ({Type}) of session {Key} would not be read as its value; it changed at {Path}. "
        + "{Fault} The whole value is sent instead, and nothing is lost. Where TidemarkOptions.CheckUse is off this would not be noticed: give the type "
        + "another form, such as a serialiser, and report this")]
    public static partial void PatchRefuted(this ILogger log, string attribute, Type type, StateKey key, string path, string fault);
}
