using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

/// <summary>However an answer is written, and whoever else handles it: it arrives as it would without sessions.</summary>
public sealed class ResponseLawTests
{
    private static readonly string[] Uses = ["unused", "read", "written", "typed", "late", "abandoned", "seen"];

    // What a session may change.
    private static readonly string[] Owned = ["Set-Cookie", "Cache-Control", "Pragma", "Date", "Expires"];

    public static TheoryData<string, bool, Server> Places
    {
        get
        {
            var places = new TheoryData<string, bool, Server>();
            foreach (var wrapper in Wrappers.All)
            {
                foreach (var server in new[] { Server.Test, Server.Kestrel })
                {
                    places.Add(wrapper, true, server);
                    if (wrapper != "nothing")
                        places.Add(wrapper, false, server);
                }
            }

            return places;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task An_answer_arrives_as_it_would_without_sessions(string wrapper, bool isOutside, Server server)
    {
        await using var plain = await StartAsync(wrapper, isOutside, server, hasSessions: false);
        await using var other = await StartAsync(wrapper, isOutside, server, hasSessions: true);
        using var plainClient = Hosts.ClientOf(plain, server);
        using var otherClient = Hosts.ClientOf(other, server);
        var cookie = await SeedAsync(otherClient);

        var differences = new List<string>();
        foreach (var use in Uses)
        {
            foreach (var way in Ways.All)
            {
                var own = use switch { "abandoned" => await SeedAsync(otherClient), "written" => null, _ => cookie };
                foreach (var method in way is "way/text" or "way/write" or "mvc/text" ? new[] { "GET", "HEAD", "GET" } : ["GET"])
                {
                    var expected = await AskAsync(plainClient, method, $"/{use}/{way}", null);
                    var actual = await AskAsync(otherClient, method, $"/{use}/{way}", own);
                    var isSame = actual.Body == expected.Body && (expected.IsCached || actual.Headers == expected.Headers);
                    if (!isSame || (actual.IsCached && use != "unused"))
                        differences.Add($"{method} /{use}/{way}:\n  without {expected}\n  with    {actual}");
                }
            }
        }

        Assert.True(differences.Count == 0, $"{differences.Count} differ:\n" + string.Join('\n', differences.Take(40)));
    }

    private static Task<WebApplication> StartAsync(string wrapper, bool isOutside, Server server, bool hasSessions) => Hosts.StartAsync(
        services =>
        {
            Wrappers.AddServices(services);
            if (hasSessions)
                services.AddTidemark().UseMemory();
        },
        app =>
        {
            app.UseRouting();
            if (isOutside)
                Wrappers.Place(wrapper, app);
            if (hasSessions)
                app.UseTidemark();
            if (!isOutside)
                Wrappers.Place(wrapper, app);
            if (hasSessions)
                app.Use(UseSessionAsync);
            app.MapGet("/seed", (HttpContext context, CancellationToken _) => Shelf.AddAsync(context, "seed"));
            Ways.MapOn(app);
        },
        server);

    private static async Task UseSessionAsync(HttpContext context, RequestDelegate next)
    {
        switch (context.Request.RouteValues["use"])
        {
            case "read":
                context.Session.TryGetValue("count", out _);
                context.GetSession().Read(Shelf.Key);
                break;
            case "written":
                context.Session.SetString("text", "written");
                break;
            case "typed":
                await Shelf.AddAsync(context, "typed");
                break;
            case "abandoned":
                context.GetSession().Abandon();
                break;
            case "seen":
                _ = context.Session.Id;
                break;
        }

        await next(context);
        if (context.Request.RouteValues["use"] is "late")
            await Shelf.AddAsync(context, "late");
    }

    private static async Task<string> SeedAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/seed", TestContext.Current.CancellationToken);
        return Browser.SetCookies(response).Single().Split(';')[0];
    }

    private static async Task<Answer> AskAsync(HttpClient client, string method, string path, string? cookie)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Accept-Encoding", "gzip");
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        try
        {
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            var headers = response.Headers.Concat(response.Content.Headers).Where(header => !Owned.Contains(header.Key)).ToList();
            var told = headers.Select(header => $"{header.Key}: {string.Join(',', header.Value)}").Order(StringComparer.Ordinal);
            var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            if (response.Content.Headers.ContentEncoding.Contains("gzip") && body.Length > 0)
                body = await UnzipAsync(body);
            return new Answer(
                $"{(int)response.StatusCode} {Shorten(Encoding.UTF8.GetString(body))}", string.Join(" | ", told), response.Headers.Age is not null);
        }
        catch (Exception exception) when (exception is HttpRequestException or InvalidDataException or InvalidOperationException or IOException)
        {
            return new Answer("none", "", false);
        }
    }

    private static async Task<byte[]> UnzipAsync(byte[] body)
    {
        using var unzipped = new MemoryStream();
        await using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        await gzip.CopyToAsync(unzipped, TestContext.Current.CancellationToken);
        return unzipped.ToArray();
    }

    private static string Shorten(string body) =>
        body.Length <= 120 ? body : $"{body[..60]}... {body.Length} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(body)), 0, 8)}";

    private sealed record Answer(string Body, string Headers, bool IsCached);
}
