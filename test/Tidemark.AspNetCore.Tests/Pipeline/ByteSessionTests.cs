using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Tidemark.Stores;

namespace Tidemark.AspNetCore.Tests;

/// <summary>HttpContext.Session, as code written for the framework's own session uses it.</summary>
public sealed class ByteSessionTests
{
    [Theory]
    [InlineData(Server.Test)]
    [InlineData(Server.Kestrel)]
    public async Task Code_for_the_framework_s_session_runs_unchanged(Server server)
    {
        await using var site = await Site.StartAsync(
            app => app.MapGet("/", (HttpContext context) =>
            {
                var visits = context.Session.GetInt32("visits") ?? 0;
                context.Session.SetInt32("visits", visits + 1);
                context.Session.SetString("name", "Käthe");
                return $"{visits} {context.Session.GetString("name")} {string.Join(',', context.Session.Keys.Order())} {context.Session.IsAvailable}";
            }),
            server);
        var browser = site.NewBrowser();

        Assert.Equal("0 Käthe name,visits True", await browser.GetTextAsync("/"));
        Assert.Equal("1 Käthe name,visits True", await browser.GetTextAsync("/"));
        Assert.Equal("2 Käthe name,visits True", await browser.GetTextAsync("/"));
    }

    [Fact]
    public async Task A_key_that_was_cut_between_two_characters_is_none()
    {
        await using var site = await Site.StartAsync(app => app.MapGet("/", (HttpContext context) =>
        {
            foreach (var half in new[] { "d\ud83d", "d\ude00" })
            {
                Assert.Throws<ArgumentException>(() => context.Session.SetString(half, "x"));
                Assert.Null(context.Session.GetString(half));
                context.Session.Remove(half);
            }

            context.Session.SetString("d\ud83d\ude00", "whole");
            return string.Join(',', context.Session.Keys);
        }));
        Assert.Equal("d\ud83d\ude00", await site.NewBrowser().GetTextAsync("/"));
    }

    [Fact]
    public async Task Only_keys_that_changed_are_sent()
    {
        await using var site = await Site.StartAsync(app =>
        {
            app.MapGet("/both", (HttpContext context) => Set(context, ("a", "1"), ("b", "1")));
            app.MapGet("/one", (HttpContext context) => Set(context, ("a", "1"), ("b", "2")));
            app.MapGet("/same", (HttpContext context) => Set(context, ("a", "1"), ("b", "2")));
        });
        var browser = site.NewBrowser();

        await browser.GetAsync("/both");
        Assert.Equal(["ISession:a", "ISession:b"], Sent(site));
        await browser.GetAsync("/one");
        Assert.Equal(["ISession:b"], Sent(site));
        var commits = site.Store.Commits.Count;
        await browser.GetAsync("/same");
        Assert.DoesNotContain(site.Store.Commits.Skip(commits), commit => commit.Differences.Count > 0);
    }

    [Fact]
    public async Task Of_a_large_value_only_what_changed_is_sent()
    {
        await using var site = await Site.StartAsync(app =>
        {
            app.MapGet("/{middle}", (string middle, HttpContext context) =>
                context.Session.SetString("text", $"{new string('x', 2000)}{middle}{new string('y', 2000)}"));
            app.MapGet("/text", (HttpContext context) => context.Session.GetString("text")!.Trim('x', 'y'));
        });
        var browser = site.NewBrowser();
        await browser.GetAsync("/one");
        await browser.GetAsync("/two");
        await browser.GetAsync("/three");

        Assert.Equal("three", await browser.GetTextAsync("/text"));
        Assert.Equal(2, site.Store.Commits.SelectMany(commit => commit.Differences).Count(sent => sent is PatchedValue { Size: < 40 }));
    }

    [Fact]
    public async Task Keys_do_not_meet_attributes_of_the_same_name()
    {
        await using var site = await Site.StartAsync(app => app.MapGet("/", async (HttpContext context, Session session) =>
        {
            await session.SetAsync(Shelf.Name, "typed");
            context.Session.SetString("name", "bytes");
            return $"{session.Read(Shelf.Name)} {context.Session.GetString("name")}";
        }));

        Assert.Equal("typed bytes", await site.NewBrowser().GetTextAsync("/"));
    }

    [Fact]
    public async Task Remove_and_clear_work_before_and_after_the_commit()
    {
        await using var site = await Site.StartAsync(app =>
        {
            app.MapGet("/set", (HttpContext context) => Set(context, ("a", "1"), ("b", "2"), ("c", "3")));
            app.MapGet("/remove", (HttpContext context) =>
            {
                context.Session.Remove("a");
                context.Session.SetString("d", "4");
                context.Session.Remove("d");
                context.Session.Remove("never there");
                return string.Join(',', context.Session.Keys.Order());
            });
            app.MapGet("/clear", (HttpContext context) =>
            {
                context.Session.Clear();
                context.Session.SetString("e", "5");
                return string.Join(',', context.Session.Keys.Order());
            });
            app.MapGet("/keys", (HttpContext context) => string.Join(',', context.Session.Keys.Order()));
        });
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/set");

        Assert.Equal("b,c", await browser.GetTextAsync("/remove"));
        Assert.Equal("b,c", await browser.GetTextAsync("/keys"));
        Assert.Equal("e", await browser.GetTextAsync("/clear"));
        Assert.Equal("e", await browser.GetTextAsync("/keys"));
    }

    [Fact]
    public async Task The_id_is_the_same_in_every_request_and_does_not_lead_to_the_cookie()
    {
        await using var site = await Site.StartAsync(app => app.MapGet("/", (HttpContext context) =>
        {
            context.Session.SetInt32("a", 1);
            return context.Session.Id;
        }));
        var browser = site.NewBrowser();

        var id = await browser.GetTextAsync("/");

        Assert.Equal(id, await browser.GetTextAsync("/"));
        Assert.NotEqual(id, await site.NewBrowser().GetTextAsync("/"));
        Assert.True(SessionId.TryParse(browser.Token, out var secret));
        var bytes = new byte[SessionId.Size];
        secret.CopyTo(bytes);
        Assert.DoesNotContain(id, Convert.ToHexStringLower(bytes));
        Assert.DoesNotContain(id, Convert.ToHexStringLower(StateKey.From("Tidemark.AspNetCore.Tests", secret).Bytes));
    }

    [Fact]
    public async Task What_goes_in_and_comes_out_is_a_copy()
    {
        await using var site = await Site.StartAsync(app => app.MapGet("/", (HttpContext context) =>
        {
            var given = "abc"u8.ToArray();
            context.Session.Set("a", given);
            given[0] = (byte)'X';
            context.Session.TryGetValue("a", out var taken);
            taken![1] = (byte)'Y';
            return Encoding.UTF8.GetString(context.Session.Get("a")!);
        }));

        Assert.Equal("abc", await site.NewBrowser().GetTextAsync("/"));
    }

    [Fact]
    public async Task Load_and_commit_can_be_called_as_the_framework_advises()
    {
        await using var site = await Site.StartAsync(app =>
        {
            app.MapGet("/", async (HttpContext context) =>
            {
                await context.Session.LoadAsync();
                context.Session.SetString("a", "stored");
                await context.Session.CommitAsync();
                var stored = context.RequestServices.GetRequiredService<IPrimaryStore>() is ScriptedStore { Commits.Count: 1 };
                return $"{stored} {context.Session.GetString("a")}";
            });
            app.MapGet("/get", (HttpContext context) => context.Session.GetString("a"));
        });
        var browser = site.NewBrowser();

        Assert.Equal("True stored", await browser.GetTextAsync("/"));
        Assert.Equal("stored", await browser.GetTextAsync("/get"));
    }

    [Fact]
    public async Task A_session_cannot_begin_after_the_response_has_started()
    {
        await using var site = await Site.StartAsync(app => app.MapGet("/", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("page ");
            await context.Response.Body.FlushAsync();
            var error = Assert.Throws<InvalidOperationException>(() => context.Session.SetString("a", "1"));
            await context.Response.WriteAsync(error.Message);
        }));

        Assert.Contains("before the first write", await site.NewBrowser().GetTextAsync("/"));
    }

    [Fact]
    public async Task Too_much_is_refused_at_set_and_not_at_the_commit()
    {
        await using var site = await Site.StartAsync(
            app => app.MapGet("/", (HttpContext context) =>
            {
                Assert.Throws<ArgumentException>(() => context.Session.Set("large", new byte[2_000]));
                Assert.Throws<ArgumentException>(() => context.Session.Set(new string('k', 1_016), []));
                Assert.Throws<ArgumentException>(() => context.Session.Set("a\nb", []));
                Assert.Throws<ArgumentNullException>(() => context.Session.Set("a", null!));
                context.Session.SetInt32("1", 1);
                context.Session.SetInt32("2", 2);
                Assert.Throws<InvalidOperationException>(() => context.Session.SetInt32("3", 3));
                context.Session.SetInt32("2", 22);
                Assert.False(context.Session.TryGetValue(new string('k', 200), out _));
                return "ok";
            }),
            setup: builder => builder.Configure(options => (options.MaxAttributeBytes, options.MaxAttributes) = (1_000, 2)));

        Assert.Equal("ok", await site.NewBrowser().GetTextAsync("/"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TempData_kept_in_the_session_survives_the_redirect(bool writesBody)
    {
        await using var site = await Site.StartAsync(
            app => app.MapControllers(),
            Server.Kestrel,
            builder => builder.Services.AddControllersWithViews().AddSessionStateTempDataProvider());
        var browser = site.NewBrowser();

        await browser.GetAsync(writesBody ? "/notes/leave-with-body" : "/notes/leave");

        Assert.Equal("saved", await browser.GetTextAsync("/notes/take"));
        Assert.Equal("", await browser.GetTextAsync("/notes/take"));
    }

    private static string Set(HttpContext context, params (string Key, string Value)[] entries)
    {
        foreach (var (key, value) in entries)
            context.Session.SetString(key, value);
        return "ok";
    }

    private static IEnumerable<string> Sent(Site site) =>
        site.Store.Commits.Last(commit => commit.Differences.Count > 0).Differences.Select(difference => difference.Name);
}

[Route("notes")]
public sealed class NotesController : Controller
{
    [HttpGet("leave")]
    public IActionResult Leave()
    {
        TempData["note"] = "saved";
        return Redirect("/notes/take");
    }

    [HttpGet("leave-with-body")]
    public IActionResult LeaveWithBody()
    {
        TempData["note"] = "saved";
        return Content("page");
    }

    [HttpGet("sign-out")]
    public IActionResult SignOutNow()
    {
        HttpContext.GetSession().Abandon();
        TempData["note"] = "signed out";
        return Redirect("/notes/take");
    }

    [HttpGet("sign-out-with-body")]
    public IActionResult SignOutWithBody()
    {
        TempData["note"] = "signed out";
        HttpContext.Session.Clear();
        HttpContext.GetSession().Abandon();
        return Content("page");
    }

    [HttpGet("take")]
    public string Take() => TempData["note"] as string ?? "";
}
