using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tidemark.Stores;

namespace Tidemark.AspNetCore.Tests;

public sealed class SetupTests
{
    [Fact]
    public void UseTidemark_without_AddTidemark_says_what_to_add()
    {
        var app = WebApplication.CreateBuilder().Build();

        var error = Assert.Throws<InvalidOperationException>(() => app.UseTidemark());
        Assert.Contains("builder.Services.AddTidemark()", error.Message);
    }

    [Fact]
    public void UseTidemark_twice_says_so()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddTidemark().UseMemory();
        var app = builder.Build();
        app.UseTidemark();

        var error = Assert.Throws<InvalidOperationException>(() => app.UseTidemark());
        Assert.Contains("once", error.Message);
        Assert.Throws<InvalidOperationException>(() => app.Map("/branch", branch => branch.UseTidemark()));
    }

    [Fact]
    public async Task The_session_outside_the_middleware_says_what_to_add()
    {
        await using var site = await Site.StartAsync(
            app => app.MapGet("/", (HttpContext context) => Assert.Throws<InvalidOperationException>(() => context.GetSession()).Message),
            placeMiddleware: false);

        Assert.Contains("app.UseTidemark()", await site.NewBrowser().GetTextAsync("/"));
    }

    [Fact]
    public void An_injected_session_outside_a_request_says_where_it_can_be_used()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddTidemark().UseMemory();
        using var scope = services.BuildServiceProvider().CreateScope();

        var error = Assert.Throws<InvalidOperationException>(() => scope.ServiceProvider.GetRequiredService<Session>());
        Assert.Contains("SessionManager.RunAsync()", error.Message);
    }

    [Fact]
    public async Task Every_fault_of_the_options_is_told_at_start_up_in_one_message()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddTidemark().UseMemory().ConfigureHttp(options =>
        {
            options.Cookie.Name = "my cookie";
            options.Cookie.SameSite = SameSiteMode.None;
            options.Cookie.HttpOnly = false;
            options.Cookie.Path = "shop";
            options.Cookie.Domain = "https://shop.example";
            options.Cookie.MaxAge = TimeSpan.Zero;
            options.Cookie.Expiration = TimeSpan.FromDays(1);
            options.DefaultAccess = (SessionAccess)99;
            options.FailureStatus = 200;
            options.RetryAfter = TimeSpan.FromDays(2);
            options.ClearSiteData = "";
        });
        await using var app = builder.Build();

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(TestContext.Current.CancellationToken));
        foreach (var part in new[]
        {
            "Cookie.Name", "SameSite is None", "SecurePolicy to Always", "HttpOnly", "Cookie.Path", "Cookie.Domain", "Cookie.MaxAge",
            "Cookie.Expiration", "DefaultAccess", "FailureStatus", "RetryAfter", "ClearSiteData",
        })
            Assert.Contains(part, error.Message);
    }

    [Theory]
    [InlineData("__Host-shop", CookieSecurePolicy.SameAsRequest, null, false)]
    [InlineData("__Host-shop", CookieSecurePolicy.Always, "/shop", false)]
    [InlineData("__Secure-shop", CookieSecurePolicy.None, null, false)]
    [InlineData("__Host-shop", CookieSecurePolicy.Always, null, true)]
    [InlineData("__Secure-shop", CookieSecurePolicy.Always, "/shop", true)]
    public void Requirement_09_a_prefix_that_browsers_would_refuse_is_refused(string name, CookieSecurePolicy policy, string? path, bool isFine)
    {
        var options = new TidemarkHttpOptions();
        options.Cookie.Name = name;
        options.Cookie.SecurePolicy = policy;
        options.Cookie.Path = path;

        Assert.Equal(isFine, new TidemarkHttpOptionsValidator().Validate(null, options).Succeeded);
    }

    [Fact]
    public void Every_option_takes_its_last_value_and_refuses_the_next()
    {
        AssertLimit("FailureStatus", options => options.FailureStatus = 500, options => options.FailureStatus = 499);
        AssertLimit("FailureStatus", options => options.FailureStatus = 599, options => options.FailureStatus = 600);
        AssertLimit("RetryAfter", options => options.RetryAfter = TimeSpan.Zero, options => options.RetryAfter = TimeSpan.FromTicks(-1));
        AssertLimit(
            "RetryAfter",
            options => options.RetryAfter = TimeSpan.FromDays(1),
            options => options.RetryAfter = TimeSpan.FromDays(1) + TimeSpan.FromTicks(1));
        AssertLimit("ClearSiteData", options => options.ClearSiteData = " ", options => options.ClearSiteData = "");
        AssertLimit("ClearSiteData", options => options.ClearSiteData = "\"cache\"", options => options.ClearSiteData = "a\u001f");
        AssertLimit("ClearSiteData", options => options.ClearSiteData = null, options => options.ClearSiteData = "\0");
        AssertLimit("Cookie.MaxAge", options => options.Cookie.MaxAge = TimeSpan.FromTicks(1), options => options.Cookie.MaxAge = TimeSpan.Zero);
        AssertLimit("Cookie.Path", options => options.Cookie.Path = "/", options => options.Cookie.Path = "");
        AssertLimit("Cookie.Path", options => options.Cookie.Path = "/shop", options => options.Cookie.Path = "/shop;");
        AssertLimit("Cookie.Domain", options => options.Cookie.Domain = "a", options => options.Cookie.Domain = "");
        AssertLimit("Cookie.Domain", options => options.Cookie.Domain = "shop.example", options => options.Cookie.Domain = ";");
        var longest = 4096 - CookieRules.HostPrefix.Length - SessionId.TextLength;
        AssertLimit("Cookie.Name", options => options.Cookie.Name = new string('n', longest), options => options.Cookie.Name = new string('n', longest + 1));
        AssertLimit("Cookie.Name", options => options.Cookie.Name = "~", options => options.Cookie.Name = "(");
        AssertLimit("Cookie.HttpOnly", options => options.Cookie.HttpOnly = true, options => options.Cookie.HttpOnly = false);
    }

    private static void AssertLimit(string name, Action<TidemarkHttpOptions> last, Action<TidemarkHttpOptions> beyond)
    {
        Assert.True(Validate(last).Succeeded, name);
        Assert.StartsWith($"TidemarkHttpOptions: {name} ", Validate(beyond).FailureMessage, StringComparison.Ordinal);

        static ValidateOptionsResult Validate(Action<TidemarkHttpOptions> set)
        {
            var options = new TidemarkHttpOptions();
            set(options);
            return new TidemarkHttpOptionsValidator().Validate(null, options);
        }
    }

    [Fact]
    public void Requirement_09_the_defaults_are_valid() =>
        Assert.True(new TidemarkHttpOptionsValidator().Validate(null, new TidemarkHttpOptions()).Succeeded);

    [Fact]
    public void A_chosen_store_stays_whatever_the_order()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddTidemark().UseMemory();
        services.AddTidemark();

        Assert.IsType<MemoryStore>(services.BuildServiceProvider().GetRequiredService<IPrimaryStore>());
    }

    [Fact]
    public async Task Without_a_choice_sessions_are_in_a_file_of_the_content_root_and_survive_a_restart()
    {
        var root = Directory.CreateTempSubdirectory("tidemark-");
        var cookie = "other=1";
        foreach (var expected in new[] { "a", "a,a" })
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = root.FullName });
            builder.WebHost.UseTestServer();
            builder.Services.AddTidemark();
            await using var app = builder.Build();
            app.UseTidemark();
            Shelf.MapOn(app);
            await app.StartAsync(TestContext.Current.CancellationToken);
            using var client = app.GetTestClient();
            client.DefaultRequestHeaders.Add("Cookie", cookie);

            using var response = await client.GetAsync("/add/a", TestContext.Current.CancellationToken);

            Assert.Equal(expected, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            cookie = Browser.SetCookies(response).FirstOrDefault(cookie).Split(';')[0];
            await app.StopAsync(TestContext.Current.CancellationToken);
        }

        Assert.True(File.Exists(Path.Combine(root.FullName, "data", "tidemark.db")));
        root.Delete(recursive: true);
    }

    [Fact]
    public void The_application_is_named_after_the_host()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "Tidemark.AspNetCore.Tests" });
        builder.Services.AddTidemark().UseMemory();

        Assert.Equal("Tidemark.AspNetCore.Tests", builder.Build().Services.GetRequiredService<IOptions<TidemarkOptions>>().Value.Application);
    }
}
