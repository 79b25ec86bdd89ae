using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tidemark.Bench.Models;

namespace Tidemark.Load.Apps;

/// <summary>The same work on the same carts without a session: they are the app's, and the same for everybody.</summary>
internal static class NoSessionApp
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        var places = new EditPlaces();
        var carts = new[] { OrderSize.Small, OrderSize.Large }.ToDictionary(size => size.Name, size => size.Names.Select(_ => size.NewCart()).ToArray());

        app.MapGet("/read", (string size) => Answer.Of(OrderSize.Sum(Next(size).Cart)));
        app.MapGet("/read-all", (string size) =>
        {
            var sum = 0;
            foreach (var cart in carts[size])
                sum += OrderSize.Sum(cart);
            return Answer.Of(sum);
        });
        app.MapGet("/write", (string size) =>
        {
            var (cart, line) = Next(size);
            return Answer.Of(++cart.Lines[line].Quantity);
        });
        return app;

        (Cart Cart, int Line) Next(string size)
        {
            var (attribute, line) = places.Next(OrderSize.Of(size));
            return (carts[size][attribute], line);
        }
    }
}
