using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Tidemark.Architecture.Tests.Snippets;

/// <summary>The samples of docs/guide/redis.md.</summary>
internal static class RedisSamples
{
    public static void Named(WebApplicationBuilder builder)
    {
        builder.Services.AddTidemark().UseRedis("localhost:6379");
    }

    public static void Shared(WebApplicationBuilder builder, IConnectionMultiplexer connection)
    {
        builder.Services.AddSingleton<IConnectionMultiplexer>(connection);
        builder.Services.AddTidemark().UseRedis();
    }

    public static void Configured(WebApplicationBuilder builder, string password)
    {
        builder.Services.AddTidemark().UseRedis(options =>
        {
            options.Configuration = "redis-1:6379,redis-2:6379,ssl=true,user=shop,password=" + password;
            options.KeyPrefix = "shop";
            options.CallTimeout = TimeSpan.FromSeconds(1);
        });
    }
}
