using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.Architecture.Tests.Snippets;

/// <summary>The samples of docs/guide/cookies-and-security.md.</summary>
internal static class CookieSamples
{
    public static void Cookie(WebApplicationBuilder builder)
    {
        builder.Services.AddTidemark()
            .ConfigureCookie(cookie =>
            {
                cookie.Name = "__Host-shop";
                cookie.SecurePolicy = CookieSecurePolicy.Always;
            })
            .ConfigureHttp(http => http.ClearSiteData = "\"cache\", \"storage\"");
    }

    public static void Visitors(WebApplicationBuilder builder)
    {
        builder.Services.AddTidemark().ConfigureHttp(http => http.FirstIdleTimeout = TimeSpan.FromMinutes(2));
    }

    public static void OtherSites(WebApplication app)
    {
        app.MapPost("/payment/return", (HttpRequest request) => Results.Redirect("/payment/done" + request.QueryString));

        app.MapGet("/payment/done", async (Session session) =>
        {
            var basket = await session.GetOrCreateAsync(Keys.Basket, () => new Basket());
            basket.Lines.Clear();
            return Results.Text("Thank you!");
        });

        app.MapPost("/sign-in/return", async (Session session) =>
        {
            await session.SetAsync(Keys.User, "ada");
            return Results.Redirect("/");
        }).WithCrossSiteSession();
    }
}
