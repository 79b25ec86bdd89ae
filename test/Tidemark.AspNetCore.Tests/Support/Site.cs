using Tidemark.Graph;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Logging.Abstractions;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.AspNetCore.Tests;

/// <summary>
/// A web application with sessions in memory, on the test server or on real Kestrel. When it ends it looks through everything that was
/// logged, at trace level, for the ids it issued (requirement 10).
/// </summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly ConcurrentBag<string> _issued = [];

    public const string AnotherNode = "another node";

    private Site(WebApplication app, HttpClient client, LogCapture log, ScriptedStore store)
    {
        (_app, _client, Log, Store) = (app, client, log, store);
    }

    public LogCapture Log { get; }

    public ScriptedStore Store { get; }

    public HttpClient Client => _client;

    public IServiceProvider Services => _app.Services;

    public IEnumerable<string> IssuedIds => _issued.Distinct();

    public TestServer TestServer => _app.GetTestServer();

    /// <param name="map">What the application does.</param>
    /// <param name="server">What carries the requests.</param>
    /// <param name="setup">Changes Tidemark's options and services.</param>
    /// <param name="clock">The clock of sessions and store; null for the machine's.</param>
    /// <param name="store">The store; null for one of its own.</param>
    /// <param name="environment">The host's environment.</param>
    /// <param name="isHttps">Whether requests come by HTTPS.</param>
    /// <param name="placeMiddleware">Whether the middleware comes before everything that <paramref name="map"/> places.</param>
    /// <param name="cookie">The name of the cookie; null for the default name.</param>
    public static async Task<Site> StartAsync(
        Action<WebApplication> map, Server server = Server.Test, Action<TidemarkBuilder>? setup = null,
        TimeProvider? clock = null, ScriptedStore? store = null, string environment = "Production", bool isHttps = false,
        bool placeMiddleware = true, string? cookie = "sid")
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        var log = new LogCapture();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(log);
        if (server == Server.Test)
            builder.WebHost.UseTestServer();
        else
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (clock is not null)
            builder.Services.AddSingleton(clock);
        builder.Services.AddProblemDetails();

        store ??= new ScriptedStore(new MemoryStore(clock ?? TimeProvider.System));
        var tidemark = builder.Services.AddTidemark();
        builder.Services.RemoveAll<IPrimaryStore>();
        builder.Services.AddSingleton<IPrimaryStore>(store);
        if (cookie is not null)
            tidemark.ConfigureCookie(options => options.Name = cookie);
        setup?.Invoke(tidemark);

        var app = builder.Build();
        if (placeMiddleware)
            app.UseTidemark();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var client = server == Server.Test
            ? app.GetTestClient()
            : new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        client.BaseAddress = server == Server.Test ? new Uri(isHttps ? "https://localhost" : "http://localhost") : new Uri(app.Urls.First());
        return new Site(app, client, log, store);
    }

    /// <summary>Another node has the sessions for a moment, so that this one has to ask the store for them again.</summary>
    public async Task TakeAwayAsync()
    {
        var options = Services.GetRequiredService<IOptions<TidemarkOptions>>().Value;
        await using var other = new SessionManager(
            Store, new GraphSerializer(options.Graph), options, TimeProvider.System, NullLogger<SessionManager>.Instance);
        foreach (var id in IssuedIds)
        {
            if (SessionId.TryParse(id, out var session))
                await (await other.OpenAsync(session, SessionAccess.Exclusive, AnotherNode))!.DisposeAsync();
        }
    }

    public Browser NewBrowser() => new(_client, _issued);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        foreach (var id in IssuedIds)
            Assert.DoesNotContain(Log.Lines, line => line.Text.Contains(id, StringComparison.Ordinal));
    }
}

/// <summary>What carries the requests of a test.</summary>
public enum Server
{
    Test,
    Kestrel,
}
