using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.Architecture.Tests.Snippets;

internal static class ReadmeSample
{
    public static void Run(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddTidemark();

        var app = builder.Build();
        app.UseTidemark();

        var cartKey = new SessionKey<Cart>("cart");
        app.MapPost("/cart/{sku}", async (string sku, Session session) =>
        {
            var cart = await session.GetOrCreateAsync(cartKey, () => new Cart());
            cart.Add(sku);  // an ordinary object: nothing to set, nothing to save
            return Results.Redirect("/cart");
        });

        app.Run();
    }

    private sealed class Cart
    {
        private readonly Dictionary<string, int> _quantities = [];

        public void Add(string sku) => _quantities[sku] = _quantities.GetValueOrDefault(sku) + 1;
    }
}
