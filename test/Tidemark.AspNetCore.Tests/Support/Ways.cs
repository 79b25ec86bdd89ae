using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Many ways in which an application answers, each by a path of its own: <c>/{use of the session}/{way}</c>.</summary>
internal static class Ways
{
    private static readonly byte[] Page = Encoding.UTF8.GetBytes("A page of the application, in a few words.");
    private static readonly byte[] Long = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i},")));
    private static readonly string File = Path.Combine(AppContext.BaseDirectory, "Tidemark.AspNetCore.Tests.runtimeconfig.json");

    private static readonly Dictionary<string, Func<HttpContext, Task>> Answers = new()
    {
        ["text"] = context => Results.Text("hello").ExecuteAsync(context),
        ["empty-text"] = context => Results.Text("").ExecuteAsync(context),
        ["long-text"] = context => Results.Text(Encoding.UTF8.GetString(Long)).ExecuteAsync(context),
        ["bytes"] = context => Results.Bytes(Page, "text/plain").ExecuteAsync(context),
        ["content"] = context => Results.Content("hello", "text/html").ExecuteAsync(context),
        ["result-stream"] = context => Results.Stream(new MemoryStream(Page), "text/plain").ExecuteAsync(context),
        ["result-pipe"] = context => Results.Stream(async stream => await stream.WriteAsync(Page), "text/plain").ExecuteAsync(context),
        ["file-bytes"] = context => Results.File(Page, "text/plain", "page.txt").ExecuteAsync(context),
        ["file"] = context => Results.File(File, "application/json", entityTag: new("\"1\"")).ExecuteAsync(context),
        ["json"] = context => Results.Json(new { Page = "hello" }).ExecuteAsync(context),
        ["redirect"] = context => Results.Redirect("/elsewhere").ExecuteAsync(context),
        ["no-content"] = context => Results.NoContent().ExecuteAsync(context),
        ["not-modified"] = context => Results.StatusCode(304).ExecuteAsync(context),
        ["not-found"] = context => Results.NotFound().ExecuteAsync(context),
        ["ok"] = context => Results.Ok().ExecuteAsync(context),
        ["created"] = context => Results.Created("/new", new { Id = 1 }).ExecuteAsync(context),
        ["nothing"] = _ => Task.CompletedTask,
        ["no-length"] = context => Do(context, response => response.ContentLength = 0),
        ["write"] = context => context.Response.WriteAsync("hello"),
        ["parts"] = async context =>
        {
            for (var i = 0; i < 4; i++)
                await context.Response.WriteAsync($"part {i};");
        },
        ["flushed-parts"] = async context =>
        {
            for (var i = 0; i < 4; i++)
            {
                await context.Response.WriteAsync($"part {i};");
                await context.Response.Body.FlushAsync();
            }
        },
        ["known-length"] = context =>
        {
            context.Response.ContentLength = Page.Length;
            return context.Response.Body.WriteAsync(Page).AsTask();
        },
        ["known-length-in-parts"] = async context =>
        {
            context.Response.ContentLength = 3 * Page.Length;
            await context.Response.Body.WriteAsync(Page);
            await context.Response.BodyWriter.WriteAsync(Page);
            await context.Response.Body.WriteAsync(Page, 0, Page.Length);
        },
        ["known-length-then-flush"] = async context =>
        {
            context.Response.ContentLength = Page.Length;
            await context.Response.BodyWriter.WriteAsync(Page);
            await context.Response.BodyWriter.FlushAsync();
            await context.Response.Body.FlushAsync();
        },
        ["started"] = async context =>
        {
            context.Response.ContentLength = Page.Length;
            await context.Response.StartAsync();
            await context.Response.Body.WriteAsync(Page);
        },
        ["completed"] = async context =>
        {
            await context.Response.Body.WriteAsync(Page);
            await context.Response.CompleteAsync();
        },
        ["completed-writer"] = async context =>
        {
            await context.Response.BodyWriter.WriteAsync(Page);
            await context.Response.BodyWriter.CompleteAsync();
        },
        ["flush-of-nothing"] = context => context.Response.Body.FlushAsync(),
        ["writer"] = async context =>
        {
            Page.CopyTo(context.Response.BodyWriter.GetMemory(Page.Length));
            context.Response.BodyWriter.Advance(Page.Length);
            await context.Response.BodyWriter.FlushAsync();
        },
        ["writer-as-stream"] = context => context.Response.BodyWriter.AsStream(leaveOpen: true).WriteAsync(Page).AsTask(),
        ["stream-writer"] = async context =>
        {
            await using var writer = new StreamWriter(context.Response.Body, leaveOpen: true);
            for (var i = 0; i < 3_000; i++)
                await writer.WriteAsync($"{i},");
        },
        ["synchronous"] = context => Do(context, response =>
        {
            context.Features.Get<IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
            response.Body.Write(Page);
            response.Body.Flush();
            response.Body.Write(Page, 0, 5);
        }),
        ["synchronous-refused"] = context => Do(context, response => response.Body.Write(Page)),
        ["send-file"] = context => context.Response.SendFileAsync(File),
        ["send-part-of-file"] = context => context.Response.SendFileAsync(File, 5, 10),
        ["length-removed-before"] = async context =>
        {
            context.Response.ContentLength = Page.Length;
            context.Response.OnStarting(() => Do(context, response => response.ContentLength = null));
            await context.Response.Body.WriteAsync(Page);
        },
        ["length-removed-after"] = async context =>
        {
            context.Response.ContentLength = Page.Length;
            await context.Response.Body.WriteAsync(Page);
            if (!context.Response.HasStarted)
                context.Response.ContentLength = null;
        },
        ["header-at-start"] = async context =>
        {
            context.Response.OnStarting(() => Do(context, response => response.Headers["X-At-Start"] = $"{response.StatusCode}"));
            await Results.Text("hello").ExecuteAsync(context);
        },
        ["throws"] = _ => throw new InvalidDataException("as planned"),
        ["throws-after-text"] = async context =>
        {
            await context.Response.WriteAsync("half a page");
            throw new InvalidDataException("as planned");
        },
        ["events"] = context => TypedResults.ServerSentEvents(EventsAsync()).ExecuteAsync(context),
        ["numbers"] = context => context.Response.WriteAsJsonAsync(NumbersAsync()),
    };

    public static IEnumerable<string> All => [.. Answers.Keys.Select(way => "way/" + way), "mvc/text", "mvc/json", "mvc/bytes", "mvc/away", "mvc/none", "page"];

    public static void MapOn(IEndpointRouteBuilder app)
    {
        foreach (var (way, answer) in Answers)
            app.MapMethods("/{use}/way/" + way, ["GET", "HEAD"], (Delegate)(Func<HttpContext, Task>)(context => answer(context))).CacheOutput();
        app.MapControllers().CacheOutput();
        app.MapRazorPages().CacheOutput();
    }

    private static Task Do(HttpContext context, Action<HttpResponse> action)
    {
        action(context.Response);
        return Task.CompletedTask;
    }

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < 3; i++)
        {
            await Task.Yield();
            yield return new SseItem<string>($"event {i}");
        }
    }

    private static async IAsyncEnumerable<int> NumbersAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < 100; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }
}

[Route("/{use}/mvc/[action]")]
public sealed class WaysController : Controller
{
    public IActionResult Text() => Content("hello");

    public IActionResult Json() => Json(new { Page = "hello" });

    public IActionResult Bytes() => File("hello"u8.ToArray(), "text/plain");

    public IActionResult Away() => Redirect("/elsewhere");

    public IActionResult None() => NoContent();
}
