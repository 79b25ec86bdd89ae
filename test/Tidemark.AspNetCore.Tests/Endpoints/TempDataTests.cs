using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

/// <summary>TempData that is kept in the session, on pages that may not change it: the refusal speaks of what the page has used.</summary>
public sealed class TempDataTests
{
    [Theory]
    [InlineData("/kept/set")]
    [InlineData("/kept/take")]
    [InlineData("/kept/peeking")]
    public async Task A_page_that_only_reads_is_told_that_it_is_about_TempData_and_what_to_do(string path)
    {
        await using var site = await StartAsync(builder => builder.AddSessionStateTempDataProvider());
        var browser = site.NewBrowser();
        await browser.GetAsync("/kept/leave");
        await browser.GetAsync(path);

        var text = Assert.Single(site.Log.Lines, line => line.Text.Contains("has session access", StringComparison.Ordinal)).Text;
        Assert.Contains("TempData, which it keeps in the session", text);
        Assert.Contains("SessionAccess.Shared", text);
        Assert.Contains("AddSessionStateTempDataProvider()", text);
    }

    [Fact]
    public async Task Other_keys_are_refused_as_ever()
    {
        await using var site = await StartAsync(_ => { });
        await site.NewBrowser().GetAsync("/kept/other");

        var text = Assert.Single(site.Log.Lines, line => line.Text.Contains("has session access", StringComparison.Ordinal)).Text;
        Assert.DoesNotContain("TempData", text);
    }

    [Fact]
    public async Task The_remedies_help()
    {
        await using var inSession = await StartAsync(builder => builder.AddSessionStateTempDataProvider());
        await using var inCookie = await StartAsync(_ => { });
        foreach (var (site, set, take) in new[] { (inSession, "/kept/leave", "/kept/take-shared"), (inCookie, "/kept/set", "/kept/take") })
        {
            var browser = site.NewBrowser();
            await browser.GetAsync(set);
            Assert.Equal("a note", await browser.GetTextAsync(take));
        }
    }

    // On Kestrel, which logs what a request throws.
    private static Task<Site> StartAsync(Action<IMvcBuilder> setup) => Site.StartAsync(
        app => app.MapControllers(), Server.Kestrel, builder => setup(builder.Services.AddControllersWithViews()));
}

[Route("kept")]
public sealed class KeptController : Controller
{
    [HttpGet("leave")]
    public IActionResult Leave() => Note();

    [HttpGet("set")]
    [SessionAccess(SessionAccess.ReadOnly)]
    public IActionResult Set() => Note();

    [HttpGet("peeking")]
    [SessionAccess(SessionAccess.Peek)]
    public IActionResult Peeking() => Note();

    [HttpGet("take")]
    [SessionAccess(SessionAccess.ReadOnly)]
    public string Take() => TempData["note"] as string ?? "";

    [HttpGet("take-shared")]
    public string TakeShared() => TempData["note"] as string ?? "";

    [HttpGet("other")]
    [SessionAccess(SessionAccess.ReadOnly)]
    public IActionResult Other()
    {
        HttpContext.Session.Remove("other");
        return NoContent();
    }

    private IActionResult Note()
    {
        TempData["note"] = "a note";
        return NoContent();
    }
}
