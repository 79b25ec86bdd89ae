using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tidemark.Bench.Models;
using Tidemark.Bench.Verbs;
using Tidemark.Load.Apps;

namespace Tidemark.Load.Requests;

/// <summary>The same small work in one application without a session, in one with Tidemark's, and in one with ASP.NET Core's.</summary>
internal sealed class RequestCases : IAsyncDisposable
{
    private const int Lines = 10;
    private const string Name = "cart";
    private static readonly SessionKey<Cart> Key = new(Name);

    private readonly PipelineApp _none;
    private readonly PipelineApp _tidemark;
    private readonly PipelineApp _peer;

    private RequestCases(PipelineApp none, PipelineApp tidemark, PipelineApp peer) => (_none, _tidemark, _peer) = (none, tidemark, peer);

    public IReadOnlyList<RequestCase> All =>
    [
        new("no session", _none, "/sum"),
        new("Tidemark, session not used", _tidemark, "/sum", new RequestGoal(1.4, 400)),
        new("Tidemark, `GetAsync`, unchanged", _tidemark, "/get", new RequestGoal(3, 1_200)),
        new("Tidemark, `Read`", _tidemark, "/read", new RequestGoal(4.5)),
        new("Tidemark, `Read`, access ReadOnly", _tidemark, "/read-only"),
        new("Tidemark, one change", _tidemark, "/change", new RequestGoal(6, 3_500)),
        new("Tidemark, `ISession` with JSON, one change", _tidemark, "/bytes"),
        new("ASP.NET Core's session with JSON, one change", _peer, "/bytes"),
    ];

    public static async Task<RequestCases> StartAsync()
    {
        var none = await PipelineApp.StartAsync(static _ => { }, MapSum);
        var tidemark = await PipelineApp.StartAsync(AddTidemark, MapTidemark);
        var peer = await PipelineApp.StartAsync(static services => services.AddDistributedMemoryCache().AddSession(), MapPeer);
        tidemark.Ask("/fill");
        peer.Ask("/fill");
        return new RequestCases(none, tidemark, peer);
    }

    public async ValueTask DisposeAsync()
    {
        await _none.DisposeAsync();
        await _tidemark.DisposeAsync();
        await _peer.DisposeAsync();
    }

    private static void AddTidemark(IServiceCollection services) => services.AddTidemark(options => options.Application = "bench").UseMemory();

    private static void MapSum(WebApplication app)
    {
        var cart = Carts.WithLines(Lines);
        app.MapGet("/sum", () => Answer.Of(OrderSize.Sum(cart)));
    }

    private static void MapTidemark(WebApplication app)
    {
        app.UseTidemark();
        MapSum(app);
        app.MapGet("/fill", async (Session session, HttpContext context) =>
        {
            context.Session.Set(Name, CartJson.Write(Carts.WithLines(Lines)));
            await session.SetAsync(Key, Carts.WithLines(Lines));
            return Answer.Of(0);
        });
        app.MapGet("/get", async (Session session) => Answer.Of(OrderSize.Sum((await session.GetAsync(Key))!)));
        app.MapGet("/read", (Session session) => Answer.Of(OrderSize.Sum(session.Read(Key)!)));
        app.MapGet("/read-only", (Session session) => Answer.Of(OrderSize.Sum(session.Read(Key)!))).WithSessionAccess(SessionAccess.ReadOnly);
        app.MapGet("/change", async (Session session) =>
        {
            var cart = (await session.GetAsync(Key))!;
            cart.Lines[Lines / 2].Quantity++;
            return Answer.Of(OrderSize.Sum(cart));
        });
        MapBytes(app);
    }

    private static void MapPeer(WebApplication app)
    {
        app.UseSession();
        app.MapGet("/fill", (HttpContext context) =>
        {
            context.Session.Set(Name, CartJson.Write(Carts.WithLines(Lines)));
            return Answer.Of(0);
        });
        MapBytes(app);
    }

    private static void MapBytes(WebApplication app) => app.MapGet("/bytes", async (HttpContext context) =>
    {
        await context.Session.LoadAsync();
        var cart = CartJson.Read(context.Session.TryGetValue(Name, out var bytes) ? bytes : throw new InvalidOperationException("There is no cart."));
        cart.Lines[Lines / 2].Quantity++;
        context.Session.Set(Name, CartJson.Write(cart));
        return Answer.Of(OrderSize.Sum(cart));
    });
}
