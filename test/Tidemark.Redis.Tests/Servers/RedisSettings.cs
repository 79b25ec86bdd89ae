namespace Tidemark.Redis.Tests.Servers;

/// <summary>How a server of the rig is started. Nothing is written to disk by default.</summary>
public sealed record RedisSettings
{
    private const string RigUser = "rig";
    private const string RigPassword = "of-the-rig";

    /// <summary>The program; <c>redis-server</c> by default.</summary>
    public string Program { get; init; } = "redis-server";

    /// <summary>Whether all that it answers is on its disk before; by default it keeps nothing.</summary>
    public bool IsDurable { get; init; }

    /// <summary>The most memory that data may take, such as <c>3mb</c>; no limit by default.</summary>
    public string? MaxMemory { get; init; }

    /// <summary>What happens at that limit, such as <c>allkeys-lru</c>; <c>noeviction</c> by default.</summary>
    public string Eviction { get; init; } = "noeviction";

    /// <summary>The password of the default user; none by default.</summary>
    public string? Password { get; init; }

    /// <summary>Users beside the default one, or other rights of it, such as <c>store on &gt;secret ~* &amp;* +@all</c>.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>The certificate of a server that speaks TLS and nothing else; plain by default.</summary>
    public TlsIdentity? Tls { get; init; }

    /// <summary>After how much silence a node of a cluster counts as failed; a server of its own by default.</summary>
    public TimeSpan? NodeTimeout { get; init; }

    /// <summary>The wall clock it sees; the machine's by default.</summary>
    public ClockShim? Clock { get; init; }

    /// <summary>More lines of its configuration file.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    // Tests may take all rights from the default user, but not from the rig.
    internal string[]? RigLogin => Users.Count > 0 ? [RigUser, RigPassword] : Password is { } password ? [password] : null;

    internal IEnumerable<string> Lines(int port, int busPort, string folder)
    {
        IEnumerable<string> lines =
        [
            "bind 127.0.0.1", "protected-mode no", $"dir {folder}", $"logfile {Path.Combine(folder, "redis.log")}", "save \"\"",
            "enable-debug-command local", "repl-diskless-sync-delay 0", $"maxmemory-policy {Eviction}",
            $"appendonly {(IsDurable ? "yes" : "no")}", "appendfsync always",
        ];
        if (MaxMemory is not null)
            lines = lines.Append($"maxmemory {MaxMemory}");
        return lines.Concat(PortLines(port, folder)).Concat(LoginLines()).Concat(ClusterLines(busPort)).Concat(More);
    }

    private IEnumerable<string> PortLines(int port, string folder)
    {
        if (Tls is null)
            return [$"port {port}"];
        var (certificate, key) = Tls.WriteTo(folder);
        string[] files = [$"tls-cert-file {certificate}", $"tls-key-file {key}", $"tls-ca-cert-file {certificate}"];
        return ["port 0", $"tls-port {port}", .. files, "tls-auth-clients no"];
    }

    private IEnumerable<string> LoginLines()
    {
        if (Password is not null)
            yield return $"requirepass {Password}";
        if (Password is not null)
            yield return $"masterauth {Password}";
        foreach (var user in Users)
            yield return $"user {user}";
        if (Users.Count > 0)
            yield return $"user {RigUser} on >{RigPassword} ~* &* +@all";
    }

    private IEnumerable<string> ClusterLines(int busPort) => NodeTimeout is not { } timeout ? [] :
    [
        "cluster-enabled yes", "cluster-config-file nodes.conf", $"cluster-port {busPort}", "cluster-announce-ip 127.0.0.1",
        $"cluster-node-timeout {timeout.TotalMilliseconds:0}", "cluster-replica-validity-factor 0",
    ];
}
