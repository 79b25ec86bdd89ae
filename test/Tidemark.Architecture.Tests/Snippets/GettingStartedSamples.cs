using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark.Architecture.Tests.Snippets;

internal static class GettingStartedSamples
{
    public static WebApplication SetUp(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddTidemark();

        var app = builder.Build();
        app.UseTidemark();

        return app;
    }

    public static void Options(WebApplicationBuilder builder)
    {
        builder.Services.AddTidemark(options =>
        {
            options.IdleTimeout = TimeSpan.FromMinutes(30);
            options.OnFailure = FailureRegime.Lenient;
        });
    }

    public static void Tests(WebApplicationBuilder builder)
    {
        builder.Services.AddTidemark().UseMemory();
    }

    public static async Task TestOfAContextAsync()
    {
        await using var sessions = new SessionManager(
            new MemoryStore(TimeProvider.System), new GraphSerializer(), new TidemarkOptions { Application = "tests" }, TimeProvider.System,
            NullLogger<SessionManager>.Instance);
        var context = new DefaultHttpContext();
        context.Features.Set(sessions.Create());

        await context.GetSession().SetAsync(Keys.User, "ada");
    }

    public static void Endpoints(WebApplication app)
    {
        app.MapPost("/basket/{product}", async (string product, Session session) =>
        {
            var basket = await session.GetOrCreateAsync(Keys.Basket, () => new Basket());
            basket.Lines.Add(product);
            return Results.Redirect("/basket");
        });

        app.MapGet("/basket", (Session session) => session.Read(Keys.Basket)?.Lines ?? [])
            .WithSessionAccess(SessionAccess.ReadOnly);

        app.MapPost("/sign-in", async (Session session) =>
        {
            await session.RegenerateIdAsync();
            await session.SetAsync(Keys.User, "ada");
        });

        app.MapPost("/sign-out", (Session session) => session.Abandon());
    }

    public static void Bytes(HttpContext context)
    {
        var visits = context.Session.GetInt32("visits") ?? 0;
        context.Session.SetInt32("visits", visits + 1);
    }
}

public static class Keys
{
    public static readonly SessionKey<Basket> Basket = new("basket");
    public static readonly SessionKey<string> User = new("user");
}

public sealed class Basket
{
    public List<string> Lines { get; } = [];
}
