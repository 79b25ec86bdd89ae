using Microsoft.Extensions.Logging;
using Tidemark.Stores;

namespace Tidemark.Diagnostics;

/// <summary>What the checks of wrong use have found: see <see cref="TidemarkOptions.CheckUse"/>, and <see cref="SessionLog"/>.</summary>
internal static partial class UseLog
{
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

    [LoggerMessage(43, LogLevel.Debug, "A check of how attributes are used met an object that it could not look at: {Failure}")]
    public static partial void CheckFailed(this ILogger log, string failure);

    [LoggerMessage(48, LogLevel.Warning, "The attribute '{Attribute}' was stored by a build that had no {Member}: it is null now, although it is declared "
        + "never to be. Give the type a constructor without parameters that sets it, or make the member nullable")]
    public static partial void UnsetMember(this ILogger log, string attribute, string member);

    [LoggerMessage(60, LogLevel.Warning, "'{Purpose}' disposed of session {Key} without committing what it had changed: {Changes}. It is lost. Use "
        + "SessionManager.RunAsync, which commits at the end, or call CompleteAsync before; to drop changes on purpose, call Discard")]
    public static partial void NeverCommitted(this ILogger log, string purpose, StateKey key, string changes);

    [LoggerMessage(62, LogLevel.Warning, "'{Purpose}' waited {Waited} for the attribute '{Attribute}' of session {Key}, which '{Holder}' had for itself. A "
        + "request has what it gets by GetAsync until it ends. One that goes on for long, such as a stream, a socket or slow work, gives the session back "
        + "in between, by ReleaseAsync or StandByAsync; what only looks calls Read")]
    public static partial void HeldLong(this ILogger log, string purpose, TimeSpan waited, string attribute, StateKey key, string holder);

    [LoggerMessage(61, LogLevel.Error, "A patch of the attribute '{Attribute}' ({Type}) of session {Key} would not be read as its value; it changed at {Path}. "
        + "{Fault} The whole value is sent instead, and nothing is lost. Where TidemarkOptions.CheckUse is off this would not be noticed: give the type "
        + "another form, such as a serialiser, and report this")]
    public static partial void PatchRefuted(this ILogger log, string attribute, Type type, StateKey key, string path, string fault);
}
