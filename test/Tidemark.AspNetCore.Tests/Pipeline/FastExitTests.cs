using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

public sealed class FastExitTests
{
    public static TheoryData<object> NoSession => [new SessionAccessAttribute(SessionAccess.None), new StaticAssetDescriptor
    {
        Route = "site.css", AssetPath = "site.css", Selectors = [], Properties = [], ResponseHeaders = [],
    }];

    [Theory]
    [MemberData(nameof(NoSession), DisableDiscoveryEnumeration = true)]
    public async Task A_request_without_a_session_passes_at_no_cost(object metadata)
    {
        await using var site = await Site.StartAsync(_ => { });
        var task = Task.Delay(0);
        var middleware = new TidemarkMiddleware(_ => task, site.Services.GetRequiredService<PipelineParts>());
        var context = new DefaultHttpContext();
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(metadata), "none"));
        Assert.Same(task, middleware.InvokeAsync(context));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            _ = middleware.InvokeAsync(context);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        Assert.Null(context.Features.Get<ISessionFeature>());
    }

    [Fact]
    public async Task Said_access_beats_the_static_asset()
    {
        await using var site = await Site.StartAsync(app => app.MapGet("/", (Session session) => session.Access.ToString())
            .WithMetadata(NoSession.Last().Data, new SessionAccessAttribute(SessionAccess.ReadOnly)));

        Assert.Equal("ReadOnly", await site.NewBrowser().GetTextAsync("/"));
    }

    [Fact]
    public async Task A_request_without_a_cookie_opens_nothing()
    {
        await using var site = await Site.StartAsync(Shelf.MapOn);

        await site.NewBrowser().GetTextAsync("/nothing");

        Assert.Equal(0, site.Store.Calls);
    }
}
