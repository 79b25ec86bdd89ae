using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tidemark.AspNetCore.Tests;

/// <summary>The ways in which applications write a response.</summary>
internal static class Bodies
{
    public const string Secret = "PAGE-OF-THE-APPLICATION";

    private static readonly byte[] Bytes = System.Text.Encoding.UTF8.GetBytes(Secret);

    private static readonly Dictionary<string, Func<HttpContext, Task>> Writers = new()
    {
        ["text"] = context => context.Response.WriteAsync(Secret),
        ["json"] = context => context.Response.WriteAsJsonAsync(new { Secret }),
        ["json of a megabyte"] = context => context.Response.WriteAsJsonAsync(Enumerable.Repeat(Secret, 50_000)),
        ["stream"] = context => context.Response.Body.WriteAsync(Bytes).AsTask(),
        ["stream of arrays"] = context => context.Response.Body.WriteAsync(Bytes, 0, Bytes.Length),
        ["flush of nothing"] = context => context.Response.Body.FlushAsync(),
        ["start"] = async context =>
        {
            await context.Response.StartAsync();
            await context.Response.WriteAsync(Secret);
        },
        ["complete"] = async context =>
        {
            context.Response.BodyWriter.Write(Bytes);
            await context.Response.CompleteAsync();
        },
        ["unflushed writer"] = context =>
        {
            context.Response.BodyWriter.Write(Bytes);
            return Task.CompletedTask;
        },
        ["unflushed, then stream"] = async context =>
        {
            context.Response.BodyWriter.Write("<"u8);
            await context.Response.Body.WriteAsync(Bytes);
        },
        ["chunks"] = async context =>
        {
            for (var i = 0; i < 5; i++)
            {
                await context.Response.WriteAsync(Secret);
                await context.Response.Body.FlushAsync();
            }
        },
        ["megabyte stream"] = context => Results.Stream(new MemoryStream(new byte[1 << 20]), "application/octet-stream").ExecuteAsync(context),
        ["file"] = context => context.Response.SendFileAsync(typeof(Bodies).Assembly.Location),
        ["whole text"] = context => Results.Text(Secret).ExecuteAsync(context),
        ["whole stream"] = context =>
        {
            context.Response.ContentLength = Bytes.Length;
            return context.Response.Body.WriteAsync(Bytes).AsTask();
        },
        ["whole in parts"] = async context =>
        {
            context.Response.ContentLength = 3 * Bytes.Length;
            await context.Response.WriteAsync(Secret);
            context.Response.BodyWriter.Write(Bytes);
            await context.Response.Body.WriteAsync(Bytes);
            await context.Response.Body.FlushAsync();
        },
        ["whole and completed"] = async context =>
        {
            await Results.Text(Secret).ExecuteAsync(context);
            await context.Response.CompleteAsync();
        },
        ["redirect"] = context => Results.Redirect("/" + Secret).ExecuteAsync(context),
        ["nothing"] = context => Results.NoContent().ExecuteAsync(context),
        ["swallowed"] = async context =>
        {
            try
            {
                await context.Response.WriteAsync(Secret);
            }
            catch (SessionException)
            {
            }
        },
        ["swallowed again and again"] = async context =>
        {
            for (var i = 0; i < 3; i++)
            {
                try
                {
                    await context.Response.WriteAsync(Secret);
                }
                catch (SessionException)
                {
                    context.Response.StatusCode = 200;
                }
            }
        },
        ["wrapped"] = async context =>
        {
            try
            {
                await context.Response.WriteAsync(Secret);
            }
            catch (SessionException exception)
            {
                throw new InvalidDataException("wrapped", exception);
            }
        },
        ["completed writer"] = async context =>
        {
            context.Response.BodyWriter.Write(Bytes);
            await context.Response.BodyWriter.CompleteAsync();
        },
    };

    public static TheoryData<string, Server> All
    {
        get
        {
            var data = new TheoryData<string, Server>();
            foreach (var kind in Writers.Keys)
            {
                data.Add(kind, Server.Test);
                data.Add(kind, Server.Kestrel);
            }

            return data;
        }
    }

    public static Task WriteAsync(string kind, HttpContext context)
    {
        context.Response.Headers["X-Page"] = Secret;
        return Writers[kind](context);
    }

    private static void Write(this System.IO.Pipelines.PipeWriter writer, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(writer.GetSpan(bytes.Length));
        writer.Advance(bytes.Length);
    }
}
