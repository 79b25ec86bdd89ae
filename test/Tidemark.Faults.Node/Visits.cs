using System.Diagnostics;

namespace Tidemark.Faults.Node;

/// <summary>The endpoints that use a session.</summary>
internal static class Visits
{
    /// <summary>A hold that lasts until the driver lets the request go.</summary>
    private const int UntilLetGo = -1;

    public static void Map(WebApplication app)
    {
        app.MapPost("/shared/{id}", VisitAsync);
        app.MapPost("/exclusive/{id}", VisitAsync).WithSessionAccess(SessionAccess.Exclusive);
        app.MapPost("/stream/{id}", StreamAsync);
        app.MapPost("/fill", FillAsync);
        app.MapGet("/read", Read).WithSessionAccess(SessionAccess.ReadOnly);
        app.MapGet("/look", Read);
    }

    /// <param name="id">What to enter into the journals.</param>
    /// <param name="on">Their names, with commas between.</param>
    /// <param name="hold">How many milliseconds to stay inside.</param>
    /// <param name="deaf">Whether to stay even if the client has gone.</param>
    private static async Task<IResult> VisitAsync(
        HttpContext context, Insiders insiders, string id, string on = "journal", int hold = 0, bool deaf = false)
    {
        var session = context.GetSession();
        var entered = 0L;
        foreach (var name in on.Split(','))
        {
            var journal = await session.GetOrCreateAsync(Journal.Key(name), static () => new Journal(), context.RequestAborted);
            if (entered == 0)
                entered = Stopwatch.GetTimestamp();
            journal.Enter(id);
        }

        insiders.Enter(id);
        var stop = deaf ? CancellationToken.None : context.RequestAborted;
        if (hold == UntilLetGo)
            await insiders.WhenLetGoAsync(id, stop);
        else if (hold > 0)
            await Task.Delay(hold, stop);
        return Results.Json(new Visit(entered, Stopwatch.GetTimestamp()));
    }

    /// <summary>A download: done with its session before its first byte, it goes on until the client has had enough.</summary>
    private static async Task StreamAsync(HttpContext context, string id)
    {
        (await context.GetSession().GetOrCreateAsync(Journal.Key("journal"), static () => new Journal())).Enter(id);
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.WriteAsync(".");
            await context.Response.Body.FlushAsync();
            await Task.Delay(20);
        }
    }

    private static async Task FillAsync(HttpContext context, string name, int bytes) =>
        await context.GetSession().SetAsync(new SessionKey<byte[]>(name), new byte[bytes]);

    private static IResult Read(HttpContext context, string on = "journal") =>
        Results.Json(on.Split(',').ToDictionary(name => name, name => context.GetSession().Read(Journal.Key(name)) ?? new Journal()));
}
