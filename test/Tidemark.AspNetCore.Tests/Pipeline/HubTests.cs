using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Hubs, whose requests wait for messages before they answer where WebSockets are not to be had.</summary>
public sealed class HubTests
{
    private const string Terminator = "\u001e";

    // The first tells the client that it may go on, the second has the handshake.
    private const int WaitingPoll = 3;

    private readonly TaskCompletionSource _waiting = new();
    private int _polls;

    [Fact]
    public async Task A_hub_that_waits_by_long_polling_keeps_nobody_from_the_session()
    {
        await using var site = await StartAsync(store: null);
        await using var other = await StartAsync(site.Store);
        var browser = site.NewBrowser();
        await browser.GetTextAsync("/add/a");
        using var waiting = new CancellationTokenSource();
        var poll = await WaitByLongPollingAsync(site, browser, waiting.Token);

        var elsewhere = other.NewBrowser();
        elsewhere.Token = browser.Token;
        Assert.Equal("a,b", await elsewhere.GetTextAsync("/add/b"));
        Assert.Equal("a,b", await browser.GetTextAsync("/alone"));
        Assert.False(poll.IsCompleted);

        await waiting.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
    }

    private Task<Site> StartAsync(ScriptedStore? store) => Site.StartAsync(
        app =>
        {
            app.Use((context, next) =>
            {
                if (context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null && HttpMethods.IsGet(context.Request.Method) && ++_polls == WaitingPoll)
                    _waiting.SetResult();
                return next(context);
            });
            Shelf.MapOn(app);
            app.MapGet("/alone", (Delegate)Shelf.ListAsync).WithSessionAccess(SessionAccess.Exclusive);
            app.MapHub<SilentHub>("/hub");
        },
        setup: builder =>
        {
            builder.Services.AddSignalR();
            builder.Configure(options => options.LockWaitTimeout = TimeSpan.FromMinutes(2));
        },
        store: store);

    // Until the poll waits on the server for a message.
    private async Task<Task> WaitByLongPollingAsync(Site site, Browser browser, CancellationToken cancellationToken)
    {
        using var negotiated = await browser.SendAsync(new(HttpMethod.Post, "/hub/negotiate?negotiateVersion=1"));
        using var answer = JsonDocument.Parse(await negotiated.Content.ReadAsStringAsync(cancellationToken));
        var address = "/hub?id=" + WebUtility.UrlEncode(answer.RootElement.GetProperty("connectionToken").GetString());
        (await browser.GetAsync(address)).EnsureSuccessStatusCode();
        var handshake = new StringContent("""{"protocol":"json","version":1}""" + Terminator, Encoding.UTF8);
        (await browser.SendAsync(new(HttpMethod.Post, address) { Content = handshake })).EnsureSuccessStatusCode();
        Assert.Equal("{}" + Terminator, await browser.GetTextAsync(address));

        var poll = new HttpRequestMessage(HttpMethod.Get, address);
        poll.Headers.Add("Cookie", $"sid={browser.Token}");
        var waiting = site.Client.SendAsync(poll, cancellationToken);
        await _waiting.Task.WaitAsync(cancellationToken);
        return waiting;
    }

    private sealed class SilentHub : Hub;
}
