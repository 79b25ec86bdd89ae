namespace Shop.Nodes;

/// <summary>A server that keeps the sessions, instead of a file.</summary>
/// <param name="Option">By which option of the command line it was named.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Configuration">Where it is.</param>
public sealed record SharedStore(string Option, string Name, string Configuration)
{
    public const string RedisOption = "--redis";
    public const string PostgreSqlOption = "--postgres";

    /// <summary>The one that was named; null for none.</summary>
    public static SharedStore? Of(string? redis, string? postgreSql) =>
        redis is not null ? new SharedStore(RedisOption, "Redis", redis)
        : postgreSql is not null ? new SharedStore(PostgreSqlOption, "PostgreSQL", postgreSql)
        : null;
}
