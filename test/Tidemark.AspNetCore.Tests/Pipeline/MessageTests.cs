using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

/// <summary>
/// Requests that go on for as long as a browser has the page open, and use their session now and then: each message is a piece of work of its own. What it
/// changed is stored, and meanwhile others have the session.
/// </summary>
public sealed class MessageTests
{
    /// <summary>How a page stays connected.</summary>
    public enum Way
    {
        ServerSentEvents,
        EventsThroughThePipe,
        WebSocket,
        WebSocketPlacedAfter,
        Hub,
        HubByServerSentEvents,
    }

    private static readonly TimeSpan Hang = LivePage.Hang;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<Way> Ways => [.. Enum.GetValues<Way>()];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Between_messages_others_have_what_it_changed_and_it_sees_what_they_did(Way way)
    {
        await using var site = await StartAsync(way);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        await using var page = await OpenAsync(site, browser, way);
        Assert.Equal("a,b", await page.SendAsync("b"));
        Assert.Equal("a,b,c", await browser.GetTextAsync("/add/c").WaitAsync(Hang, Stop));
        Assert.Equal("a,b,c,d", await page.SendAsync("d"));
        await site.TakeAwayAsync();
        Assert.Equal("a,b,c,d,e", await page.SendAsync("e"));
        Assert.Equal("a,b,c,d,e", await browser.GetTextAsync("/list").WaitAsync(Hang, Stop));
    }

    [Theory]
    [InlineData(Way.ServerSentEvents)]
    [InlineData(Way.EventsThroughThePipe)]
    [InlineData(Way.Hub)]
    [InlineData(Way.HubByServerSentEvents)]
    public async Task What_a_message_changed_and_the_store_refused_is_not_answered_and_the_next_one_begins_anew(Way way)
    {
        await using var site = await StartAsync(way);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        await using var page = await OpenAsync(site, browser, way);
        site.Store.RefusesCommits = true;
        Assert.DoesNotContain("in vain", await page.SendAsync("in vain"), StringComparison.Ordinal);
        site.Store.RefusesCommits = false;
        Assert.Equal("a", await browser.GetTextAsync("/list").WaitAsync(Hang, Stop));
        Assert.Equal("a,b", await page.SendAsync("b"));
        Assert.Equal("a,b", await browser.GetTextAsync("/list").WaitAsync(Hang, Stop));
    }

    [Fact]
    public async Task Whoever_waits_for_the_next_message_of_a_socket_learns_that_the_last_one_was_not_stored()
    {
        await using var site = await StartAsync(Way.WebSocket);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        await using var page = await OpenAsync(site, browser, Way.WebSocket);
        site.Store.RefusesCommits = true;
        Assert.Equal("a,in vain", await page.SendAsync("in vain"));
        Assert.Equal("not stored", await page.ReceiveAsync());
        site.Store.RefusesCommits = false;
        Assert.Equal("a", await browser.GetTextAsync("/list").WaitAsync(Hang, Stop));
        Assert.Equal("a,b", await page.SendAsync("b"));
        Assert.Equal("a,b", await browser.GetTextAsync("/list").WaitAsync(Hang, Stop));
    }

    [Fact]
    public async Task Where_that_cannot_be_told_the_connection_is_cut()
    {
        await using var site = await StartAsync(Way.WebSocketPlacedAfter);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        await using var page = await OpenAsync(site, browser, Way.WebSocketPlacedAfter);
        site.Store.RefusesCommits = true;
        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            await page.SendAsync("in vain");
            await page.ReceiveAsync();
        });
        site.Store.RefusesCommits = false;
        Assert.Equal("a", await browser.GetTextAsync("/list").WaitAsync(Hang, Stop));
    }

    [Theory]
    [InlineData(Way.Hub)]
    [InlineData(Way.HubByServerSentEvents)]
    public async Task A_hub_method_that_throws_changes_nothing_and_keeps_nobody_waiting(Way way)
    {
        await using var site = await StartAsync(way);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        await using var page = await OpenAsync(site, browser, way);
        Assert.Contains("as it should", await page.SendAsync("throw"), StringComparison.Ordinal);
        Assert.Equal("a,b", await browser.GetTextAsync("/add/b").WaitAsync(Hang, Stop));
        Assert.Equal("a,b,c", await page.SendAsync("c"));
    }

    [Fact]
    public async Task What_an_event_stream_sets_in_the_old_interface_is_stored_with_each_event()
    {
        var events = Channel.CreateUnbounded<string>();
        await using var site = await Site.StartAsync(
            app =>
            {
                app.MapGet("/first", (HttpContext context) => context.Session.SetString("seen", "none"));
                app.MapGet("/seen", (HttpContext context) => context.Session.GetString("seen"));
                app.MapGet("/events", async (HttpContext context) =>
                {
                    await context.Response.WriteAsync(":begin\n");
                    await foreach (var name in events.Reader.ReadAllAsync(context.RequestAborted))
                    {
                        context.Session.SetString("seen", name);
                        await context.Response.WriteAsync(name + "\n");
                    }
                });
            },
            Server.Kestrel);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/first");
        await using var page = await EventPage.OpenAsync(browser, events.Writer);
        Assert.Equal("one", await page.SendAsync("one"));
        Assert.Equal("one", await browser.GetTextAsync("/seen").WaitAsync(Hang, Stop));
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    public async Task What_a_hub_changes_when_a_client_connects_is_stored_by_itself(HttpTransportType transport)
    {
        await using var site = await StartAsync(Way.Hub);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        await using var page = await HubPage.OpenAsync(site, browser, transport, "/greeting");
        await page.SendAsync("throw");
        Assert.Equal("a,hello", await browser.GetTextAsync("/list").WaitAsync(Hang, Stop));
        Assert.Equal("a,hello,b", await page.SendAsync("b"));
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    public async Task A_method_of_a_hub_and_the_services_of_its_scope_have_the_session_as_a_parameter(HttpTransportType transport)
    {
        await using var site = await StartAsync(Way.Hub);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        await using var page = await HubPage.OpenAsync(site, browser, transport, "/injected");
        Assert.Equal("a,b", await page.SendAsync("b"));
        Assert.Equal("a,b,c", await browser.GetTextAsync("/add/c").WaitAsync(Hang, Stop));
        Assert.EndsWith("This fails as it should.", await page.SendAsync("throw"));
        Assert.Equal("a,b,c,d", await page.SendAsync("d"));
        Assert.Equal("a,b,c,d", await browser.GetTextAsync("/list").WaitAsync(Hang, Stop));
        site.Store.IsFull = true;
        Assert.Contains(nameof(SessionCommitException), await page.SendAsync("e"), StringComparison.Ordinal);
        site.Store.IsFull = false;
        Assert.Equal("a,b,c,d,f", await page.SendAsync("f"));
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    public async Task What_a_hub_changes_when_a_client_goes_is_stored_by_itself(HttpTransportType transport)
    {
        await using var site = await StartAsync(Way.Hub);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        await using (await HubPage.OpenAsync(site, browser, transport, "/injected"))
        {
        }

        // The hub has the session by then, so that who wants it alone comes after the hub's farewell.
        await site.Services.GetRequiredService<TaskCompletionSource>().Task.WaitAsync(Hang, Stop);
        Assert.Equal("a,bye", await browser.GetTextAsync("/alone").WaitAsync(Hang, Stop));
    }

    private static Task<Site> StartAsync(Way way)
    {
        var events = Channel.CreateUnbounded<string>();
        return Site.StartAsync(
            app =>
            {
                if (way == Way.WebSocket)
                    app.UseWebSockets();
                app.UseTidemark();
                if (way == Way.WebSocketPlacedAfter)
                    app.UseWebSockets();
                Shelf.MapOn(app);
                app.MapHub<ShelfHub>("/hub");
                app.MapHub<GreetingHub>("/greeting");
                app.MapHub<InjectedHub>("/injected");
                app.MapGet("/alone", (Delegate)Shelf.ListAsync).WithSessionAccess(SessionAccess.Exclusive);
                app.MapGet("/socket", SocketAsync);
                app.MapGet("/events", context => EventsAsync(context, events.Reader, way == Way.EventsThroughThePipe));
            },
            Server.Kestrel,
            tidemark =>
            {
                tidemark.Services.AddSignalR(options => options.EnableDetailedErrors = true);
                tidemark.Services.AddSingleton(events.Writer);
                tidemark.Services.AddSingleton(new TaskCompletionSource());
                tidemark.Services.AddScoped(provider => new Lazy<Session>(provider.GetRequiredService<Session>));
                tidemark.Configure(options => options.LockWaitTimeout = Hang);
            },
            placeMiddleware: false);
    }

    private static async Task<LivePage> OpenAsync(Site site, Browser browser, Way way) => way switch
    {
        Way.Hub => await HubPage.OpenAsync(site, browser, HttpTransportType.WebSockets),
        Way.HubByServerSentEvents => await HubPage.OpenAsync(site, browser, HttpTransportType.ServerSentEvents),
        Way.WebSocket or Way.WebSocketPlacedAfter => await SocketPage.OpenAsync(site, browser),
        _ => await EventPage.OpenAsync(browser, site.Services.GetRequiredService<ChannelWriter<string>>()),
    };

    private static async Task EventsAsync(HttpContext context, ChannelReader<string> names, bool isPiped)
    {
        await context.Response.WriteAsync(":begin\n");
        await foreach (var name in names.ReadAllAsync(context.RequestAborted))
        {
            var line = Encoding.UTF8.GetBytes(await Shelf.AddAsync(context, name) + "\n");
            try
            {
                await (isPiped ? context.Response.BodyWriter.WriteAsync(line).AsTask() : context.Response.Body.WriteAsync(line).AsTask());
            }
            catch (SessionException)
            {
                await context.Response.WriteAsync("not stored\n");
            }
        }
    }

    private static async Task SocketAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[256];
        while (true)
        {
            string answer;
            try
            {
                var message = await socket.ReceiveAsync(buffer, context.RequestAborted);
                if (message.MessageType == WebSocketMessageType.Close)
                    return;
                answer = await Shelf.AddAsync(context, Encoding.UTF8.GetString(buffer, 0, message.Count));
            }
            catch (SessionException)
            {
                answer = "not stored";
            }

            await socket.SendAsync(Encoding.UTF8.GetBytes(answer), WebSocketMessageType.Text, true, context.RequestAborted);
        }
    }

    private sealed class GreetingHub : ShelfHub
    {
        public override async Task OnConnectedAsync() => await Shelf.AddAsync(Context.GetHttpContext()!, "hello");
    }

    private class ShelfHub : Hub
    {
        public async Task<string> Add(string name)
        {
            var books = await Shelf.AddAsync(Context.GetHttpContext()!, name);
            return name == "throw" ? throw new HubException("This fails as it should.") : books;
        }
    }
}
