using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Tidemark.Bench.Models;
using Tidemark.Bench.Verbs;

namespace Tidemark.Load.Apps;

/// <summary>
/// The framework's session as a good team would use it: loaded asynchronously, JSON by the source generator, only what changed is
/// serialised, one connection to Redis or a pool of them to PostgreSQL.
/// </summary>
internal static class PeerApp
{
    public static async Task<WebApplication> BuildAsync(WebApplicationBuilder builder, AppOptions options)
    {
        builder.Services.AddSingleton<IDistributedCache>(await OpenCacheAsync(options));
        builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(options.Folder)).SetApplicationName("bench");
        builder.Services.AddSession();
        var app = builder.Build();
        app.UseSession();
        var places = new EditPlaces();

        app.MapGet("/fill", async (string size, HttpContext context) =>
        {
            var session = await LoadAsync(context);
            foreach (var name in OrderSize.Of(size).Names)
                session.Set(name, CartJson.Write(OrderSize.Of(size).NewCart()));
            return Answer.Of(OrderSize.Of(size).FirstSum);
        });
        app.MapGet("/read", async (string size, HttpContext context) =>
        {
            var session = await LoadAsync(context);
            var (attribute, _) = places.Next(OrderSize.Of(size));
            return Answer.Of(OrderSize.Sum(Get(session, OrderSize.Of(size).Names[attribute])));
        });
        app.MapGet("/read-all", async (string size, HttpContext context) =>
        {
            var session = await LoadAsync(context);
            var sum = 0;
            foreach (var name in OrderSize.Of(size).Names)
                sum += OrderSize.Sum(Get(session, name));
            return Answer.Of(sum);
        });
        app.MapGet("/write", async (string size, HttpContext context) =>
        {
            var session = await LoadAsync(context);
            var (attribute, line) = places.Next(OrderSize.Of(size));
            var name = OrderSize.Of(size).Names[attribute];
            var cart = Get(session, name);
            var quantity = ++cart.Lines[line].Quantity;
            session.Set(name, CartJson.Write(cart));
            return Answer.Of(quantity);
        });
        return app;
    }

    private static async Task<PeerCache> OpenCacheAsync(AppOptions options) => options.App.Store == StoreKind.PostgreSql
        ? await PostgreSqlPeerCache.OpenAsync(options.Address)
        : new RedisPeerCache((await ConnectionMultiplexer.ConnectAsync(options.Address)).GetDatabase());

    private static async ValueTask<ISession> LoadAsync(HttpContext context)
    {
        await context.Session.LoadAsync();
        return context.Session;
    }

    private static Cart Get(ISession session, string name) => session.TryGetValue(name, out var bytes)
        ? CartJson.Read(bytes)
        : throw new InvalidOperationException($"The session holds no \"{name}\".");
}
