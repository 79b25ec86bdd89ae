using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Tidemark.AspNetCore.Tests;

/// <summary>What counts towards the limits of a session is what it will have, not how it comes to that.</summary>
public sealed class ByteSessionLimitTests
{
    [Fact]
    public async Task A_key_that_is_written_or_removed_counts_once_towards_the_limits()
    {
        await using var site = await Site.StartAsync(
            app =>
            {
                app.MapGet("/fill", (HttpContext context) => SetMany(context, 5, 200));
                app.MapGet("/clear", (HttpContext context) =>
                {
                    context.Session.Clear();
                    return SetMany(context, 8, 100);
                });
                app.MapGet("/rewrite", (HttpContext context) =>
                {
                    SetMany(context, 5, 150);
                    return Set(context, ("one more", "1"));
                });
                app.MapGet("/shift", (HttpContext context) =>
                {
                    // What grows comes first, and has room only once the others have shrunk or gone.
                    Set(context, ("key 0", new string('x', 900)), ("key 1", "-"), ("key 2", "-"), ("key 3", "-"));
                    context.Session.Remove("key 4");
                    return "ok";
                });
                app.MapGet("/swap", (HttpContext context) =>
                {
                    context.Session.Remove("key 0");
                    Set(context, ("another", "1"));
                    return Set(context, ("key 1", "again"));
                });
                app.MapGet("/too-many", (HttpContext context) =>
                {
                    context.Session.Remove("key 0");
                    for (var i = context.Session.Keys.Count(); i < 8; i++)
                        context.Session.SetString($"more {i}", "1");
                    Assert.Throws<InvalidOperationException>(() => context.Session.SetString("key 0", "back"));
                    return "ok";
                });
            },
            setup: builder => builder.Configure(options => (options.MaxAttributes, options.MaxAttributeBytes, options.MaxSessionBytes) = (8, 1_300, 1_300)));
        var browser = site.NewBrowser();
        foreach (var path in new[] { "/fill", "/rewrite", "/fill", "/clear", "/swap", "/clear", "/too-many", "/clear" })
            Assert.Equal("ok", await browser.GetTextAsync(path));
        browser = site.NewBrowser();
        await browser.GetTextAsync("/fill");
        Assert.Equal("ok", await browser.GetTextAsync("/shift"));
    }

    private static string SetMany(HttpContext context, int keys, int length)
    {
        for (var key = 0; key < keys; key++)
            context.Session.SetString($"key {key}", new string((char)('a' + key), length));
        return "ok";
    }

    private static string Set(HttpContext context, params (string Key, string Value)[] entries)
    {
        foreach (var (key, value) in entries)
            context.Session.SetString(key, value);
        return "ok";
    }
}
