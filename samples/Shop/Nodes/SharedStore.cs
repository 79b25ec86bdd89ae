namespace Shop.Nodes;

/// <summary>A server that keeps the sessions, instead of a file.</summary>
/// <param name="Option">By which option of the command line it was named.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Configuration">Where it is.</param>
public sealed record SharedStore(string Option, string Name, string Configuration)
{
    public const string RedisOption = "--redis";
    public const string PostgreSqlOption = "--postgres";
    public const string RedisStandbyOption = "--standby-redis";
    public const string PostgreSqlStandbyOption = "--standby-postgres";

    public bool IsRedis => Option is RedisOption or RedisStandbyOption;

    /// <summary>The one that was named; null for none.</summary>
    public static SharedStore? Of(string? redis, string? postgreSql) => Of(redis, RedisOption, postgreSql, PostgreSqlOption);

    /// <summary>The stand-by that was named; null for none.</summary>
    public static SharedStore? StandbyOf(string? redis, string? postgreSql) => Of(redis, RedisStandbyOption, postgreSql, PostgreSqlStandbyOption);

    private static SharedStore? Of(string? redis, string redisOption, string? postgreSql, string postgreSqlOption) =>
        redis is not null ? new SharedStore(redisOption, "Redis", redis)
        : postgreSql is not null ? new SharedStore(postgreSqlOption, "PostgreSQL", postgreSql)
        : null;
}
