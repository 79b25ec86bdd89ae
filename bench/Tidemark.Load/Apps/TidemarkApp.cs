using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tidemark.Bench.Models;
using Tidemark.Stores;

namespace Tidemark.Load.Apps;

/// <summary>Sessions of Tidemark, used as the guide says.</summary>
internal static class TidemarkApp
{
    private static readonly SessionKey<Cart>[] Keys = [.. OrderSize.Large.Names.Select(name => new SessionKey<Cart>(name))];

    public static async Task<WebApplication> BuildAsync(WebApplicationBuilder builder, AppOptions options)
    {
        // An application's name keeps what it has in Redis apart.
        builder.Services.AddTidemark(tidemark => tidemark.Application = options.App.HasFeed ? "shop-with-feed" : "shop").Use(options.App, options.Address);
        var app = builder.Build();
        if (options.App.HasFeed)
            await app.Services.GetRequiredService<IPrimaryStore>().Changes!.BeginAsync(default);
        app.UseTidemark();
        var places = new EditPlaces();

        app.MapGet("/fill", async (string size, Session session) =>
        {
            foreach (var key in KeysOf(size))
                await session.SetAsync(key, OrderSize.Of(size).NewCart());
            return Answer.Of(OrderSize.Of(size).FirstSum);
        });
        app.MapGet("/read", async (string size, Session session) =>
        {
            var (attribute, _) = places.Next(OrderSize.Of(size));
            return Answer.Of(OrderSize.Sum((await session.GetAsync(Keys[attribute]))!));
        });
        app.MapGet("/read-all", async (string size, Session session) =>
        {
            var sum = 0;
            foreach (var key in KeysOf(size))
                sum += OrderSize.Sum((await session.GetAsync(key))!);
            return Answer.Of(sum);
        });
        app.MapGet("/write", async (string size, Session session) =>
        {
            var (attribute, line) = places.Next(OrderSize.Of(size));
            var cart = (await session.GetAsync(Keys[attribute]))!;
            return Answer.Of(++cart.Lines[line].Quantity);
        });
        return app;
    }

    private static ArraySegment<SessionKey<Cart>> KeysOf(string size) => new(Keys, 0, OrderSize.Of(size).Attributes);
}
