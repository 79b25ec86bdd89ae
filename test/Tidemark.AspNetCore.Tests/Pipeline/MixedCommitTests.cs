using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Handlers that use the typed session and HttpContext.Session together, and commit or end them themselves.</summary>
public sealed class MixedCommitTests
{
    private static readonly SessionKey<string> Name = new("name");

    [Theory]
    [InlineData("commit")]
    [InlineData("stand by")]
    [InlineData("release")]
    [InlineData("complete")]
    public async Task A_commit_of_the_typed_session_stores_what_the_framework_s_interface_was_given(string how)
    {
        await using var site = await Site.StartAsync(app =>
        {
            app.MapGet("/write", async (HttpContext context, Session session) =>
            {
                await session.SetAsync(Name, "typed");
                context.Session.SetString("plain", "set");
                await (how switch
                {
                    "commit" => session.CommitAsync(),
                    "stand by" => session.StandByAsync(),
                    "release" => session.ReleaseAsync(),
                    _ => session.CompleteAsync(),
                });
                throw new InvalidOperationException("After the commit.");
            });
            app.MapGet("/read", (HttpContext context, Session session) => $"{session.Read(Name)} {context.Session.GetString("plain")}");
            app.MapGet("/begin", (HttpContext context) => context.Session.SetString("begun", "1"));
        });
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/begin");
        await Assert.ThrowsAnyAsync<Exception>(() => browser.GetTextAsync("/write"));
        Assert.Equal("typed set", await browser.GetTextAsync("/read"));
    }

    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task To_remove_a_key_after_the_response_began_begins_no_session(Server server)
    {
        await using var site = await Site.StartAsync(
            app => app.MapGet("/", async (HttpContext context) =>
            {
                await context.Response.WriteAsync("hello");
                context.Session.Remove("never set");
            }),
            server);
        Assert.Equal("hello", await site.NewBrowser().GetTextAsync("/"));
    }

    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task A_handler_that_abandons_and_completes_its_session_has_its_whole_answer_sent(Server server)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.MapGet("/in", (HttpContext context) =>
                {
                    context.Session.SetString("user", "ada");
                    return "in";
                });
                app.MapGet("/out", async (Session session) =>
                {
                    session.Abandon();
                    await session.CompleteAsync();
                    return "out";
                });
                app.MapGet("/who", (HttpContext context) => context.Session.GetString("user") ?? "nobody");
            },
            server);
        var browser = site.NewBrowser();
        foreach (var (path, text) in new[] { ("/in", "in"), ("/who", "ada"), ("/out", "out"), ("/who", "nobody"), ("/out", "out") })
            Assert.Equal(text, await browser.GetTextAsync(path));
    }
}
