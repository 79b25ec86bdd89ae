using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Tidemark;
using Tidemark.Trimmed;

// Two nodes on one file take turns with one session, over HTTP. Says what either saw; its last line is "done".
var file = args[0];
var cart = new SessionKey<Cart>("cart");
await using var first = await StartAsync();
await using var second = await StartAsync();
using var client = new HttpClient();
string? cookie = null;
for (var i = 0; i < 3; i++)
{
    Console.WriteLine(await SendAsync(first, "/add"));
    Console.WriteLine(await SendAsync(second, "/add"));
    Console.WriteLine(await SendAsync(first, "/look"));
}

Console.WriteLine($"enum {string.Join(' ', Enum.GetNames<Status>())}");
Console.WriteLine("done");

async Task<WebApplication> StartAsync()
{
    var builder = WebApplication.CreateBuilder();
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    builder.Logging.ClearProviders();
    builder.Services.AddTidemark(options => options.Application = "trimmed").UseSqlite(file);
    var app = builder.Build();
    app.UseRouting();
    app.UseTidemark();
    app.MapGet("/add", async context =>
    {
        var live = await context.GetSession().GetOrCreateAsync(cart, () => new Cart { Customer = "Ada" });
        live.Lines.Add(new Line { Sku = $"sku {live.Lines.Count}", Quantity = live.Lines.Count + 1, Price = 9.5m });
        live.Favourite = live.Lines[^1];
        live.Changed[(Status)(live.Lines.Count % 3)] = new DateTime(2026, 1, live.Lines.Count, 0, 0, 0, DateTimeKind.Utc);
        live.Places.Add(new Place($"place {live.Lines.Count % 2}", Rights.Read | Rights.Write));
        live.Numbers.Add(-live.Lines.Count);
        live.Notes = live.Notes.Add(live.Lines.Count.ToString(CultureInfo.InvariantCulture));
        live.Payment = new Card { Digits = $"{live.Lines.Count}" };
        live.Pair = (Guid.Empty, Status.Sent);
        context.Session.SetString("last", live.Lines[^1].Sku);
        await context.Response.WriteAsync(live.Tell());
    });
    app.MapGet("/look", async context =>
    {
        var live = await context.GetSession().GetAsync(cart);
        await context.Response.WriteAsync($"{live?.Tell()} {context.Session.GetString("last")}");
    });
    await app.StartAsync();
    return app;
}

async Task<string> SendAsync(WebApplication node, string path)
{
    var address = node.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    using var request = new HttpRequestMessage(HttpMethod.Get, address + path);
    if (cookie is not null)
        request.Headers.Add("Cookie", cookie);
    using var answer = await client.SendAsync(request);
    if (answer.Headers.TryGetValues("Set-Cookie", out var set))
        cookie = set.First().Split(';')[0];
    return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
}
