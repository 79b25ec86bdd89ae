using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tidemark.Testing;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Responses that renew or delete a cookie, of pages that leave the session alone and may be kept: the cookie is for nobody else.</summary>
public sealed class ToldCookieTests
{
    private readonly ManualTimeProvider _clock = new();
    private int _made;

    public static TheoryData<string, bool, bool, string> Cases => [
        .. from cache in new[] { "output", "forced", "response" }
           from isOutside in new[] { true, false }
           from isRenewed in new[] { true, false }
           from way in new[] { "text", "parts", "nothing" }
           where cache != "response" || way != "nothing"
           select new TheoryDataRow<string, bool, bool, string>(cache, isOutside, isRenewed, way)
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_cookie_goes_to_nobody_else_and_the_page_is_kept_as_soon_as_it_is_without_one(string cache, bool isOutside, bool isRenewed, string way)
    {
        await using var site = await StartAsync(cache, isOutside);
        var browser = site.NewBrowser();
        if (isRenewed)
            await browser.GetTextAsync("/add/a");
        else
        {
            browser.Token = SessionId.New().Reveal();
            await browser.GetTextAsync("/list");
        }

        _clock.Advance(isRenewed ? TimeSpan.FromMinutes(5) : TimeSpan.FromSeconds(5));
        using var told = await browser.SendAsync(Visits.Visit("/page/" + way));

        Assert.Single(Browser.SetCookies(told));
        Assert.Equal("no-store", told.Headers.CacheControl?.ToString());
        for (var i = 0; i < 3; i++)
            Assert.Empty(Browser.SetCookies(await site.NewBrowser().SendAsync(Visits.Visit("/page/" + way))));

        // A cache further in keeps it at once: there it has no cookie.
        Assert.InRange(_made, 1, 2);
    }

    private Task<Site> StartAsync(string cache, bool isOutside) => Site.StartAsync(
        app =>
        {
            app.UseRouting();
            if (isOutside)
                Place();
            app.UseTidemark();
            if (!isOutside)
                Place();
            Shelf.MapOn(app);
            var pages = app.MapGroup("/page");
            pages.MapGet("/text", (HttpResponse response) => Answer(response).WriteAsync("a page"));
            pages.MapGet("/parts", async (HttpResponse response) =>
            {
                await Answer(response).WriteAsync("a ");
                await response.Body.FlushAsync();
                await response.WriteAsync("page");
            });
            pages.MapGet("/nothing", (HttpResponse response) => { Answer(response); });
            if (cache == "output")
                pages.CacheOutput();
            if (cache == "forced")
                pages.CacheOutput(policy => policy.AddPolicy<ForcingPolicy>());

            void Place()
            {
                if (cache == "response")
                    app.UseResponseCaching();
                else
                    app.UseOutputCache();
            }

            HttpResponse Answer(HttpResponse response)
            {
                _made++;
                if (cache == "response")
                    response.Headers.CacheControl = "public, max-age=600";
                return response;
            }
        },
        clock: _clock,
        placeMiddleware: false,
        setup: builder =>
        {
            builder.Services.AddOutputCache();
            builder.Services.AddResponseCaching();
            builder.ConfigureCookie(cookie => cookie.MaxAge = TimeSpan.FromMinutes(20));
        });
}
