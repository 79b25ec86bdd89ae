using StackExchange.Redis;
using Tidemark.Redis.Connection;

namespace Tidemark.Redis;

/// <summary>Says what went wrong with Redis, and what to do.</summary>
internal static class RedisFailure
{
    private const string NoConnection = "there is no connection to the server. Check that it is up and can be reached by the name and the port of "
        + "RedisStoreOptions.Configuration, and that it speaks TLS if that says ssl=true, and only then. Of Sentinels, name the service too (serviceName=). "
        + "The store goes on by itself.";
    private const string NoRight =
        "the user has not the right. Give it what docs/guide/redis.md says, for the keys and channels of RedisStoreOptions.KeyPrefix.";

    private const string DamagedRemedy = "this record is damaged: what is stored under its key is not what Tidemark writes. It was left as it is, and no "
        + "other is touched. End the session (SessionManager.EndAsync), which removes it, or delete the key.";

    /// <summary>What to tell the caller of a verb; null if it has nothing to do with Redis.</summary>
    /// <param name="verb">What the store could not do.</param>
    /// <param name="cause">Why, as the client says.</param>
    /// <param name="trouble">Why there is no connection, if that is known.</param>
    public static StoreException? Of(string verb, Exception cause, Exception? trouble = null) => cause switch
    {
        RedisServerException server => Refused(verb, server),
        RedisTimeoutException or TimeoutException => Unavailable(
            verb, "the server did not answer in time. Whether it did what it was asked is not known. Look whether it is overloaded, frozen or cut off.", cause),
        RedisConnectionException => Unavailable(verb, RemedyOfConnection(cause) ?? RemedyOfConnection(trouble) ?? NoConnection, cause),
        RedisEvictionException => new StoreRefusedException(Told(verb, cause.Message), cause),
        MixedReplyException => Unavailable(
            verb, "the reply was to another call. Nothing of it was used. If the connection is the application's own, restart the application.", cause),
        RedisCommandException => new StoreRefusedException(
            Told(verb, "the client knows no server that would take it, or may not send it; see the inner exception. Nothing was written."), cause)
        {
            MayPassSoon = true,
        },
        RedisException => Unavailable(verb, "see the inner exception.", cause),
        ObjectDisposedException disposed when disposed.ObjectName != typeof(RedisStore).FullName =>
            Unavailable(verb, "its connection was closed. If the application closed it, it must not while sessions are served.", cause),

        // When a connection is made anew, a call that is just being written to the old one fails in the pipes of the client, by their own exception.
        InvalidOperationException { Source: "System.IO.Pipelines" } =>
            Unavailable(verb, "its connection was given up under the call. Whether the server did what it was asked is not known.", cause),
        _ => null,
    };

    /// <summary>A script answered with a time that no clock shows: so does a server that only speaks the protocol of Redis.</summary>
    public static StoreRefusedException Foreign(string verb) => new(Told(
        verb, "the scripts of this server do not write numbers as those of Redis do, so that nothing could be read again. Use Redis or Redis Cluster."));

    /// <summary>Whether a script was given keys of several slots of a cluster. The client finds it out itself, if it knows that it has one before it.</summary>
    public static bool IsOfSlots(StoreException failure) => failure.InnerException switch
    {
        RedisCommandException client => client.Message.Contains("single slot", StringComparison.Ordinal),
        RedisServerException server => CodeOf(server.Message) == "CROSSSLOT",
        _ => false,
    };

    private static StoreUnavailableException Unavailable(string verb, string remedy, Exception cause) => new(Told(verb, remedy), cause);

    // An error is an answer: the script was not run, or it ended before its first write.
    private static StoreRefusedException Refused(string verb, RedisServerException cause) => IsOfOneKey(cause.Message)
        ? new UnreadableStateException(Told(verb, RemedyOfKey(cause.Message)), cause)
        : new StoreRefusedException(Told(verb, Remedy(cause.Message)), cause) { MayPassSoon = MayPassSoon(CodeOf(cause.Message)) };

    private static string Told(string verb, string remedy) => $"The Redis store could not {verb}: {remedy}";

    // Why there is none may be behind the word that there is none.
    private static string? RemedyOfConnection(Exception? failure) => failure switch
    {
        null => null,
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } =>
            "the server refused the user or the password, or TLS failed. Check RedisStoreOptions.Configuration; the store goes on by itself.",
        _ => RemedyOfConnection(failure.InnerException),
    };

    // Errors of scripts come after the first word of the server's own.
    public static string CodeOf(string message) => message[..Math.Max(message.IndexOf(' ', StringComparison.Ordinal), 0)];

    // What ends by itself, within seconds as a rule: a server that takes over or comes up, replicas that connect again.
    public static bool MayPassSoon(string code) =>
        code is "READONLY" or "LOADING" or "CLUSTERDOWN" or "MASTERDOWN" or "TRYAGAIN" or "MOVED" or "ASK" or "NOREPLICAS" or "BUSY";

    private static string Remedy(string message)
    {
        return CodeOf(message) switch
        {
            "OOM" => "its memory is full (maxmemory). Give it more, or keep less in sessions; the store goes on by itself. Nothing was written.",
            "MISCONF" => "it cannot write to its disk, and so takes no writes. See the server's log; the store goes on by itself. Nothing was written.",
            "READONLY" => "it has become a replica. The store looks for the new primary by itself. Nothing was written.",
            "LOADING" or "CLUSTERDOWN" or "MASTERDOWN" or "TRYAGAIN" or "MOVED" or "ASK" =>
                "the server is not ready: it loads its data, or the cluster is changing. The store goes on by itself. Nothing was written.",
            "NOREPLICAS" => "it has too few replicas (min-replicas-to-write). Look after them; the store goes on by itself. Nothing was written.",
            "ERR" when IsTooBig(message) => "the server does not take so much at once. Keep less in one attribute. Nothing was written.",
            "NOAUTH" or "WRONGPASS" or "NOPERM" => NoRight,
            "BUSY" => "another script has run for very long on the server. End it by SCRIPT KILL; the store goes on by itself.",
            _ => HasNoRight(message) ? NoRight : "the server reported an error; see the inner exception. Nothing was written.",
        };
    }

    private static bool HasNoRight(string message) =>
        message.Contains("The user executing the script", StringComparison.Ordinal) || message.Contains("ACL failure", StringComparison.Ordinal)
        || message.Contains("NOPERM", StringComparison.Ordinal);

    private static bool IsTooBig(string message) => message.Contains("exceeds proto-max-bulk-len", StringComparison.Ordinal)
        || message.Contains("string exceeds maximum allowed size", StringComparison.Ordinal);

    private static bool IsOfOneKey(string message) => IsForeign(message) || IsDamaged(message);

    private static string RemedyOfKey(string message) => IsForeign(message)
        ? "a key under its prefix holds what Tidemark did not write. It was left as it is. Remove it, or choose another RedisStoreOptions.KeyPrefix."
        : DamagedRemedy;

    private static bool IsForeign(string message) =>
        message.Contains("WRONGTYPE", StringComparison.Ordinal) || message.Contains("FOREIGN", StringComparison.Ordinal);

    // Scripts look at what is stored before they count or loop by it; whatever else they trip over in it, they trip over it before the first write.
    private static bool IsDamaged(string message) => message.Contains("data string too short", StringComparison.Ordinal)
        || message.Contains("bad argument #", StringComparison.Ordinal) || message.Contains("is not an integer", StringComparison.Ordinal)
        || message.Contains("attempt to ", StringComparison.Ordinal);
}
