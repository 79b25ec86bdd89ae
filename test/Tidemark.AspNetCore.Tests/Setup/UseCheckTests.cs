using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Wrong use is looked for in Development, and elsewhere if it is wanted.</summary>
public sealed class UseCheckTests
{
    private static readonly SessionKey<List<string>> Key = new("notes");

    [Theory]
    [InlineData("Development", null, true)]
    [InlineData("Development", false, false)]
    [InlineData("Production", null, false)]
    [InlineData("Production", true, true)]
    public async Task A_copy_that_a_handler_changes_is_told_where_developers_look(string environment, bool? wanted, bool told)
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.MapGet("/set", async (Session session) => await session.SetAsync(Key, ["one"]));
                app.MapGet("/wrong", (Session session) => session.Read(Key)!.Add("two"));
            },
            setup: builder => builder.Configure(options => options.CheckUse = wanted),
            environment: environment);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/set");
        await browser.GetTextAsync("/wrong");
        await browser.GetTextAsync("/wrong");

        var warnings = site.Log.Lines.Where(line => line.Id == 40 && line.Category == "Tidemark.SessionManager").ToArray();
        Assert.Equal(told ? 1 : 0, warnings.Length);
        Assert.All(warnings, warning => Assert.Equal(LogLevel.Warning, warning.Level));
        Assert.All(warnings, warning => Assert.Contains("/wrong", warning.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Values_of_HttpContext_Session_are_their_callers_own()
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.MapGet("/set", (HttpContext context) => context.Session.Set("key", [1, 2]));
                app.MapGet("/get", (HttpContext context) => context.Session.Get("key")![0] = 9);
            },
            environment: "Development");
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/set");
        await browser.GetTextAsync("/get");

        Assert.DoesNotContain(site.Log.Lines, line => line.Id is >= 40 and <= 43 && line.Category.StartsWith("Tidemark", StringComparison.Ordinal));
    }
}
