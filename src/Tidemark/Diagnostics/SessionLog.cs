using Microsoft.Extensions.Logging;
using Tidemark.Stores;

namespace Tidemark.Diagnostics;

/// <summary>
/// What becomes of sessions. <see cref="StoreLog"/> and <see cref="UseLog"/> have the core's other log lines; each has an event id of its own among all of
/// them. Keys appear as their first digits only; ids and payloads never.
/// </summary>
internal static partial class SessionLog
{
    [LoggerMessage(1, LogLevel.Debug, "Session {Key} created at {Version}")]
    public static partial void Created(this ILogger log, StateKey key, StateVersion version);

    [LoggerMessage(2, LogLevel.Debug, "Session {Key} committed {Attributes} attributes at {Version}")]
    public static partial void Committed(this ILogger log, StateKey key, int attributes, StateVersion version);

    [LoggerMessage(3, LogLevel.Debug, "Session {Key} ended: {Reason}")]
    public static partial void Ended(this ILogger log, StateKey key, EndReason reason);

    [LoggerMessage(4, LogLevel.Information, "There is no session {Key}: it has ended or expired, or its id was never one of the application "
        + "'{Application}' but, for example, of another one on the same host whose cookie has the same name")]
    public static partial void Unknown(this ILogger log, StateKey key, string application);

    [LoggerMessage(5, LogLevel.Warning, "The store refused a commit of session {Key}: {Reason}")]
    public static partial void Fenced(this ILogger log, StateKey key, FenceReason reason);

    [LoggerMessage(6, LogLevel.Error, "Whether a commit of session {Key} was applied is unknown. {Why}")]
    public static partial void CommitUnknown(this ILogger log, StateKey key, string why, Exception? cause);

    [LoggerMessage(54, LogLevel.Warning, "A commit of session {Key} by '{Purpose}' was not acknowledged, and for {Patience} it did nothing with the session: "
        + "that was given back")]
    public static partial void UnacknowledgedForgotten(this ILogger log, StateKey key, string purpose, TimeSpan patience);

    [LoggerMessage(7, LogLevel.Warning, "'{Purpose}' gave up waiting for {What} of session {Key} after {Waited}; '{Holder}' has held it for {Held}")]
    public static partial void LockTimeout(
        this ILogger log, StateKey key, string purpose, string what, TimeSpan waited, string holder, TimeSpan held);

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

    [LoggerMessage(32, LogLevel.Information, "Session {Key} was not bound to user {User}, who has {Sessions} sessions and may have {Limit}")]
    public static partial void BindRefused(this ILogger log, StateKey key, UserKey user, int sessions, int limit);

    [LoggerMessage(53, LogLevel.Error, "Sessions whose time is up could not be removed from this node's memory; it is tried again after the next heartbeat")]
    public static partial void EvictionFailed(this ILogger log, Exception cause);
}
