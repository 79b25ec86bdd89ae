using Tidemark.Graph;

namespace Tidemark;

/// <summary>How sessions live, wait and fail. Validated at start-up; all faults come in one message.</summary>
public sealed class TidemarkOptions
{
    /// <summary>Separates the sessions of applications that share a store. Default: the host's application name.</summary>
    public string Application { get; set; } = "";

    /// <summary>A session ends when it has not been used for this long. Default: 20 minutes.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(20);

    /// <summary>A session ends this long after its creation, however busy it is. Default: 24 hours. <see cref="TimeSpan.MaxValue"/>: never.</summary>
    public TimeSpan AbsoluteTimeout { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long a request waits for a session, or for one attribute of it, that another request has. Default: 10 seconds.
    /// </summary>
    public TimeSpan LockWaitTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many requests may wait for one session on this node; one more is refused at once. Default: 1,000.</summary>
    public int LockQueueLimit { get; set; } = 1_000;

    /// <summary>
    /// How many sessions this node keeps between requests. Of more, those that were not used for longest are given back. Default: 10,000.
    /// </summary>
    public int MaxCachedSessions { get; set; } = 10_000;

    /// <summary>
    /// How many bytes of memory this node keeps between requests: encoded attributes, and the objects made of them, whose size is estimated by what decoding
    /// their type took. Of more, objects go first, then sessions, each time those that were not used for longest. What requests use at the moment stays.
    /// Default: 256 MiB.
    /// </summary>
    public long MaxCachedBytes { get; set; } = 256L << 20;

    /// <summary>How long the store believes in a node that has gone silent; then its sessions are free. Default: 10 seconds.</summary>
    public TimeSpan NodeLease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one call of the store may take, retries included. Default: 5 seconds.</summary>
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The most bytes one attribute may take, encoded. Default: 1 MiB.</summary>
    public int MaxAttributeBytes { get; set; } = 1 << 20;

    /// <summary>The most bytes all attributes of a session may take, encoded. Default: 4 MiB.</summary>
    public int MaxSessionBytes { get; set; } = 4 << 20;

    /// <summary>The most attributes a session may have. Default: 256.</summary>
    public int MaxAttributes { get; set; } = 256;

    /// <summary>How often expired sessions are removed from the store. Default: 1 minute.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many sessions a user may have at a time, on all nodes together, of those that were bound by <see cref="Session.BindUserAsync"/>. Default:
    /// null, as many as he likes.
    /// </summary>
    public int? SessionsPerUser { get; set; }

    /// <summary>What happens when a user would have more. Default: <see cref="UserLimitPolicy.RefuseNewest"/>.</summary>
    public UserLimitPolicy OnUserLimit { get; set; } = UserLimitPolicy.RefuseNewest;

    /// <summary>
    /// Keys the hash under which a user's sessions are listed, so that who has the store but not this cannot look for the users whose ids he guesses. At least
    /// 32 characters from a secure random source; the same on all nodes; kept apart from the store, as other secrets are. Default: null, and the hash is a
    /// plain one. When it changes, sessions of before are bound to nobody that can be named: they live on, and are neither listed nor counted nor ended
    /// with their user's.
    /// </summary>
    public string? UserIndexSecret { get; set; }

    /// <summary>What the graph engine is told about the types of attributes.</summary>
    public GraphOptions Graph { get; } = new();

    /// <summary>
    /// Which attributes a serialiser writes, such as <see cref="JsonAttributeSerializer"/>. Default: none; the graph engine writes all.
    /// </summary>
    public AttributeSerializers Serializers { get; } = new();

    /// <summary>
    /// Whether to look for objects that are changed through <see cref="Session.Read{T}"/>, or after their request has ended, or that two
    /// attributes share, and for sessions that are disposed of before their changes are committed: each is logged as a warning, with its path and the
    /// remedy, once for each session and attribute. Each commit also proves that what it sends can be read as the live value; a patch that does not hold
    /// is logged as an error and replaced by the whole value, and a value that cannot be read is refused. It takes time and memory. Default: null, which
    /// is true where the host's environment is Development, and false elsewhere.
    /// </summary>
    public bool? CheckUse { get; set; }

    /// <summary>What a failed commit does to its request. Default: <see cref="FailureRegime.Strict"/>.</summary>
    public FailureRegime OnFailure { get; set; } = FailureRegime.Strict;

    /// <summary>What becomes of the changes of a request that throws. Default: <see cref="ThrowPolicy.Discard"/>.</summary>
    public ThrowPolicy OnThrow { get; set; } = ThrowPolicy.Discard;
}

/// <summary>What a failed commit does to its request.</summary>
public enum FailureRegime
{
    /// <summary>The request fails too: the client learns that its change was not stored.</summary>
    Strict,

    /// <summary>The failure is logged and counted, and the request goes on.</summary>
    Lenient,
}

/// <summary>What happens when a user would have more sessions than <see cref="TidemarkOptions.SessionsPerUser"/>.</summary>
public enum UserLimitPolicy
{
    /// <summary>The new one is not bound to him: <see cref="Session.BindUserAsync"/> throws a <see cref="TooManySessionsException"/>.</summary>
    RefuseNewest,

    /// <summary>His oldest one ends, with <see cref="Stores.EndReason.Displaced"/>.</summary>
    EndOldest,
}

/// <summary>What becomes of the changes of a request that throws.</summary>
public enum ThrowPolicy
{
    /// <summary>They are forgotten: the session stays as it was before the request.</summary>
    Discard,

    /// <summary>They are stored all the same.</summary>
    Commit,
}
