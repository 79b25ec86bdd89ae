using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tidemark.Stores;

namespace Tidemark.Architecture.Tests.Snippets;

internal static class UserSamples
{
    public static void Endpoints(WebApplication app)
    {
        app.MapPost("/login", async (Credentials credentials, Accounts accounts, Session session) =>
        {
            if (await accounts.FindAsync(credentials) is not { } user)
                return Results.Unauthorized();
            await session.RegenerateIdAsync();
            await session.BindUserAsync(user.Id);
            return Results.Redirect("/account");
        });

        app.MapGet("/account/sessions", async (ClaimsPrincipal user, Session session, SessionManager sessions) =>
            from other in await sessions.ListAsync(user.Identity!.Name!)
            select new { other.Reference, other.Created, other.LastUse, Name = other.Read(Keys.User), IsThisOne = other.Is(session) });

        app.MapPost("/account/sessions/{reference}/end", async (string reference, ClaimsPrincipal user, SessionManager sessions) =>
            await sessions.EndAsync(user.Identity!.Name!, reference) ? Results.NoContent() : Results.NotFound());

        app.MapPost("/account/password", async (ClaimsPrincipal user, Session session, SessionManager sessions) =>
        {
            await session.RegenerateIdAsync();
            await sessions.EndAllAsync(user.Identity!.Name!, except: session);
        });
    }

    public static void Limit(WebApplicationBuilder builder)
    {
        builder.Services.AddTidemark(options =>
        {
            options.SessionsPerUser = 3;
            options.OnUserLimit = UserLimitPolicy.EndOldest;
        });
    }

    public static void Events(WebApplicationBuilder builder)
    {
        builder.Services.AddTidemark().AddSessionEvents<CartReport>();
    }
}

public sealed class CartReport(Mailer mailer) : ISessionEvents
{
    public async ValueTask EndedAsync(EndedSession session, CancellationToken cancellationToken)
    {
        if (session.Reason == EndReason.Idle && session.Read(Keys.Basket) is { Lines.Count: > 0 } basket)
            await mailer.RemindAsync(session.Read(Keys.User), basket, cancellationToken);
    }
}

public sealed class Mailer
{
    public Task RemindAsync(string? user, Basket basket, CancellationToken cancellationToken) => Task.CompletedTask;
}

public sealed record Credentials(string Name, string Password);

public sealed record Account(string Id);

public sealed class Accounts
{
    public Task<Account?> FindAsync(Credentials credentials) => Task.FromResult<Account?>(new Account(credentials.Name));
}
