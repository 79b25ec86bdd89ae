using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ClientSession = Tidemark.Session;

namespace Tidemark.Architecture.Tests.Snippets;

internal static class TypedKeySamples
{
    public static void Endpoints(WebApplication app)
    {
        app.MapPost("/cart/{sku}", async (string sku, Session session) =>
        {
            var cart = await session.GetOrCreateAsync(ShopKeys.Cart, () => new ShopCart());
            cart.Skus.Add(sku);
        });

        app.MapGet("/cart", (Session session) => session.Read(ShopKeys.Cart)?.Skus ?? []);
    }

    public static void Steps(WebApplicationBuilder builder, WebApplication app)
    {
        builder.Services.AddScoped<CartHolder>();

        app.Use(async (HttpContext context, RequestDelegate next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<NeedsCart>() is not null)
            {
                var cart = await context.GetSession().GetOrCreateAsync(ShopKeys.Cart, () => new ShopCart());
                context.RequestServices.GetRequiredService<CartHolder>().Cart = cart;
            }

            await next(context);
        });
    }

    public static void Looks(WebApplicationBuilder builder)
    {
        builder.Services.AddScoped(services => services.GetRequiredService<CartHolder>().Cart
            ?? services.GetRequiredService<Session>().Read(ShopKeys.Cart)
            ?? new ShopCart());
    }

    public static bool IsNew(ClientSession session) => session.IsNew;
}

public static class ShopKeys
{
    public static readonly SessionKey<ShopCart> Cart = new("cart");
}

public sealed class ShopCart
{
    public List<string> Skus { get; } = [];
}

internal sealed class NeedsCart;

internal sealed class CartHolder
{
    public ShopCart? Cart { get; set; }
}
