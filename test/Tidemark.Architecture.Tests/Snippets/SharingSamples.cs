using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.Architecture.Tests.Snippets;

internal static class SharingSamples
{
    public static void Endpoints(WebApplication app)
    {
        app.MapPost("/rate/{stars}", async (int stars, Session session) =>
        {
            var ratings = await session.GetOrCreateAsync(Ratings.Key, () => new Ratings());
            ratings.Add(stars);
        });

        app.MapPost("/import", async (Session session, Importer importer) =>
        {
            await session.SetAsync(Keys.User, "ada");
            await session.ReleaseAsync();
            await importer.RunAsync();
            await session.SetAsync(Keys.User, "grace");
        });
    }

    public static void Poll(WebApplication app)
    {
        app.MapGet("/time-left", (Session session) => session.IsNew ? 0 : session.TimeLeft.TotalSeconds)
            .WithSessionAccess(SessionAccess.Peek);
    }

    public static async Task LockAsync(Session session)
    {
        await session.LockAsync([Keys.Basket.Name, Ratings.Key.Name]);
    }

    public static void Problem(WebApplicationBuilder builder)
    {
        builder.Services.AddTidemark().ConfigureHttp(http => http.OnProblem = (context, problem) =>
        {
            context.Response.Redirect("/busy");
            return Task.FromResult(true);
        });
    }

    public static async Task RunAsync(SessionManager sessions, SessionId id)
    {
        await sessions.RunAsync(id, SessionAccess.Shared, "nightly report", async session =>
        {
            var basket = await session.GetOrCreateAsync(Keys.Basket, () => new Basket());
            basket.Lines.Add("catalogue");
        });
    }

    public static async Task OpenAsync(SessionManager sessions, SessionId id)
    {
        await using var session = await sessions.OpenAsync(id, SessionAccess.Shared, "nightly report");
        if (session is null)
            return;
        (await session.GetOrCreateAsync(Keys.Basket, () => new Basket())).Lines.Add("catalogue");
        await session.CompleteAsync();
    }
}

public sealed class Ratings
{
    public static readonly SessionKey<Ratings> Key = new("ratings");

    public int Count { get; private set; }

    public int Stars { get; private set; }

    public void Add(int stars)
    {
        Count++;
        Stars += stars;
    }
}

public sealed class ScoreHub : Hub
{
    public async Task Rate(int stars, Session session)
    {
        var ratings = await session.GetOrCreateAsync(Ratings.Key, () => new Ratings());
        ratings.Add(stars);
    }
}

public sealed class ChatHub(SessionManager sessions) : Hub
{
    public async Task Say(string text)
    {
        var id = Context.GetHttpContext()!.GetSession().Id;
        await sessions.RunAsync(id, SessionAccess.Shared, "chat", async session =>
        {
            var basket = await session.GetOrCreateAsync(Keys.Basket, () => new Basket());
            basket.Lines.Add(text);
        });
    }
}

public sealed class Importer
{
    public Task RunAsync() => Task.CompletedTask;
}
