using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Tidemark.AspNetCore.Tests;

/// <summary>A small piece of state, and endpoints that use it.</summary>
internal sealed class Shelf
{
    public static readonly SessionKey<Shelf> Key = new("shelf");

    public static readonly SessionKey<string> Name = new("name");

    public List<string> Books { get; } = [];

    public static void MapOn(WebApplication app)
    {
        app.MapGet("/add/{book}", async (string book, HttpContext context) => await AddAsync(context, book));
        app.MapGet("/list", (Delegate)ListAsync);
        app.MapGet("/read", (HttpContext context) => string.Join(',', context.GetSession().Read(Key)?.Books ?? []));
        app.MapGet("/renew", async (HttpContext context) =>
        {
            await context.GetSession().RegenerateIdAsync();
            return "renewed";
        });
        app.MapGet("/end", (HttpContext context) =>
        {
            context.GetSession().Abandon();
            return "ended";
        });
        app.MapGet("/nothing", () => "nothing");
    }

    public static async Task<string> AddAsync(HttpContext context, string book)
    {
        var shelf = await context.GetSession().GetOrCreateAsync(Key, () => new Shelf());
        shelf.Books.Add(book);
        return string.Join(',', shelf.Books);
    }

    public static async Task<string> ListAsync(HttpContext context) =>
        string.Join(',', (await context.GetSession().GetAsync(Key))?.Books ?? []);
}
