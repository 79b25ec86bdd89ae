using Microsoft.AspNetCore.Builder;
using StackExchange.Redis;

namespace Tidemark.Load.Apps;

/// <summary>One SET of a few bytes per request, and its answer is waited for: what no session that stores its changes before it answers can be faster than.</summary>
internal static class OneCallApp
{
    public static async Task<WebApplication> BuildAsync(WebApplicationBuilder builder, AppOptions options)
    {
        var database = (await ConnectionMultiplexer.ConnectAsync(options.Address)).GetDatabase();
        var app = builder.Build();
        var count = 0;
        app.MapGet("/write", async () =>
        {
            var number = Interlocked.Increment(ref count);
            await database.StringSetAsync($"one:{number % 64}", number);
            return Answer.Of(number);
        });
        return app;
    }
}
