using StackExchange.Redis;
using Tidemark.Redis.Connection;

namespace Tidemark.Redis;

/// <summary>Says what went wrong with Redis, and what to do.</summary>
internal static class RedisFailure
{
    private const string NoConnection = "there is no connection to the server. Check that it is up and can be reached; the store goes on by itself.";
    private const string NoRight =
        "the user has not the right. Give it what docs/guide/redis.md says, for the keys and channels of RedisStoreOptions.KeyPrefix.";

    /// <summary>What to tell the caller of a verb; null if it has nothing to do with Redis.</summary>
    /// <param name="verb">What the store could not do.</param>
    /// <param name="cause">Why, as the client says.</param>
    /// <param name="trouble">Why there is no connection, if that is known.</param>
    public static StoreUnavailableException? Of(string verb, Exception cause, Exception? trouble = null) => cause switch
    {
        RedisServerException server => Unavailable(verb, Remedy(server.Message), cause),
        RedisTimeoutException or TimeoutException => Unavailable(
            verb, "the server did not answer in time. Whether it did what it was asked is not known. Look whether it is overloaded, frozen or cut off.", cause),
        RedisConnectionException => Unavailable(verb, RemedyOfConnection(cause) ?? RemedyOfConnection(trouble) ?? NoConnection, cause),
        RedisEvictionException => Unavailable(verb, cause.Message, cause),
        MixedReplyException => Unavailable(
            verb, "the reply was to another call. Nothing of it was used. If the connection is the application's own, restart the application.", cause),
        RedisException => Unavailable(verb, "see the inner exception.", cause),
        ObjectDisposedException disposed when disposed.ObjectName != typeof(RedisStore).FullName =>
            Unavailable(verb, "its connection was closed. If the application closed it, it must not while sessions are served.", cause),

        // When a connection is made anew, a call that is just being written to the old one fails in the pipes of the client, by their own exception.
        InvalidOperationException { Source: "System.IO.Pipelines" } =>
            Unavailable(verb, "its connection was given up under the call. Whether the server did what it was asked is not known.", cause),
        _ => null,
    };

    /// <summary>Whether one key is to blame, which is not ours or of a version to come. With others all is well.</summary>
    public static bool IsOfOneKey(StoreUnavailableException failure) =>
        failure.InnerException is RedisServerException { Message: var message } && (IsForeign(message) || IsNewer(message));

    /// <summary>Whether a script was given keys of several slots of a cluster. The client finds it out itself, if it knows that it has one before it.</summary>
    public static bool IsOfSlots(Exception failure) => failure is RedisCommandException
        || (failure is StoreUnavailableException { InnerException: RedisServerException { Message: var message } }
            && message.StartsWith("CROSSSLOT", StringComparison.Ordinal));

    private static StoreUnavailableException Unavailable(string verb, string remedy, Exception cause) =>
        new($"The Redis store could not {verb}: {remedy}", cause);

    // Why there is none may be behind the word that there is none.
    private static string? RemedyOfConnection(Exception? failure) => failure switch
    {
        null => null,
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } =>
            "the server refused the user or the password, or TLS failed. Check RedisStoreOptions.Configuration; the store goes on by itself.",
        _ => RemedyOfConnection(failure.InnerException),
    };

    // Errors of scripts come after the first word of the server's own.
    private static string Remedy(string message)
    {
        var first = message.AsSpan(0, Math.Max(message.IndexOf(' ', StringComparison.Ordinal), 0));
        return first switch
        {
            "OOM" => "its memory is full (maxmemory). Give it more, or keep less in sessions; the store goes on by itself. Nothing was written.",
            "MISCONF" => "it cannot write to its disk, and so takes no writes. See the server's log; the store goes on by itself. Nothing was written.",
            "READONLY" => "it has become a replica. The store looks for the new primary by itself. Nothing was written.",
            "LOADING" or "CLUSTERDOWN" or "MASTERDOWN" or "TRYAGAIN" or "MOVED" or "ASK" =>
                "the server is not ready: it loads its data, or the cluster is changing. The store goes on by itself. Nothing was written.",
            "NOREPLICAS" => "it has too few replicas (min-replicas-to-write). Look after them; the store goes on by itself. Nothing was written.",
            "NOAUTH" or "WRONGPASS" or "NOPERM" => NoRight,
            "BUSY" => "another script has run for very long on the server. End it by SCRIPT KILL; the store goes on by itself.",
            _ => RemedyOfScript(message),
        };
    }

    private static string RemedyOfScript(string message) =>
        message.Contains("The user executing the script", StringComparison.Ordinal) || message.Contains("ACL failure", StringComparison.Ordinal) ? NoRight
        : IsForeign(message)
            ? "a key under its prefix holds what Tidemark did not write. It was left as it is. Remove it, or choose another RedisStoreOptions.KeyPrefix."
        : IsNewer(message)
            ? "the session was written by a newer version of Tidemark, which this one cannot read. Update this application."
        : "the server reported an error; see the inner exception.";

    private static bool IsForeign(string message) =>
        message.Contains("WRONGTYPE", StringComparison.Ordinal) || message.Contains("FOREIGN", StringComparison.Ordinal);

    private static bool IsNewer(string message) => message.Contains("NEWER", StringComparison.Ordinal);
}
