using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Shop.Catalogue;
using Shop.Checkout;
using Shop.Domain;
using Shop.Numbers;
using Tidemark;

namespace Shop.Nodes;

/// <summary>One app server: an ordinary ASP.NET Core application with sessions from Tidemark.</summary>
public static class NodeServer
{
    /// <summary>The application's name, by which the stores keep its sessions.</summary>
    public static string Name { get; } = typeof(NodeServer).Assembly.GetName().Name!;

    public static WebApplication Build(NodeSeat seat)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning)
            .AddSimpleConsole(line => line.SingleLine = true)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

        // The anti-forgery tokens that one server gives out must be good on the next.
        builder.Services.AddDataProtection().SetApplicationName("Shop").PersistKeysToFileSystem(new DirectoryInfo(seat.KeyFolder));
        SessionStores.Add(builder.Services, seat);
        builder.Services.AddRazorPages();
        builder.Services.AddSingleton(seat).AddSingleton<NodeNumbers>().AddSingleton(ProductCatalogue.Load());
        builder.Services.TryAddSingleton(TimeProvider.System);

        var app = builder.Build();
        app.Use(app.Services.GetRequiredService<NodeNumbers>().CountAsync);
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/Error",
            SuppressDiagnosticsCallback = context => context.Exception is StagedCrashException,
        });
        app.UseStatusCodePagesWithReExecute("/Error");
        app.UseStaticFiles();
        app.UseTidemark();
        app.MapRazorPages();
        app.MapGet("/checkout", ResumeCheckoutAsync);
        app.MapGet("/pictures/{id:int}.svg", Picture).WithSessionAccess(SessionAccess.None);
        app.MapGet(NodeNumbers.Path, (NodeNumbers numbers, CancellationToken cancellationToken) => numbers.ReadAsync(cancellationToken))
            .WithSessionAccess(SessionAccess.None);
        return app;
    }

    private static async Task<IResult> ResumeCheckoutAsync(Session session) =>
        Results.Redirect((await session.GetAsync(SessionKeys.Checkout))?.Current.Page ?? "/Checkout/Address");

    private static IResult Picture(int id, ProductCatalogue catalogue, HttpResponse response)
    {
        if (catalogue.Find(id) is not { } product)
            return Results.NotFound();
        response.Headers.CacheControl = "public, max-age=3600";
        return Results.Text(ProductPicture.Draw(product), "image/svg+xml");
    }
}
