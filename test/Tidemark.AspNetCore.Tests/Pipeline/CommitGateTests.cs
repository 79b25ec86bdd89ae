using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tidemark.AspNetCore.Tests;

public sealed class CommitGateTests
{
    [Fact]
    public async Task Bytes_of_writer_and_stream_keep_their_order_and_none_is_lost()
    {
        const int size = 300_000;
        await using var site = await Site.StartAsync(
            app => app.MapGet("/", async (HttpContext context) =>
            {
                await Shelf.AddAsync(context, "a");
                var writer = context.Response.BodyWriter;
                for (var i = 0; i < size; i++)
                {
                    writer.GetSpan(1 + (i % 7))[0] = (byte)('a' + (i % 26));
                    writer.Advance(1);
                }

                Assert.True(writer.CanGetUnflushedBytes);
                Assert.Equal(size, writer.UnflushedBytes);
                await writer.WriteAsync("|"u8.ToArray());
                Assert.Equal(0, writer.UnflushedBytes);
                await context.Response.Body.WriteAsync("stream|"u8.ToArray());
                writer.GetMemory(9).Span[0] = (byte)'w';
                writer.Advance(1);
                await writer.FlushAsync();
            }),
            Server.Kestrel);

        var text = await site.NewBrowser().GetTextAsync("/");

        Assert.Equal(size + "|stream|w".Length, text.Length);
        Assert.EndsWith("|stream|w", text);
        Assert.Equal(Enumerable.Range(0, size).Select(i => (char)('a' + (i % 26))), text.Take(size));
    }

    [Fact]
    public void Staged_bytes_refuse_to_advance_beyond_what_was_lent()
    {
        var staged = new StagedBytes();
        var lent = staged.GetMemory(10).Length;

        Assert.Throws<ArgumentOutOfRangeException>(() => staged.Advance(lent + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => staged.Advance(-1));
        staged.Advance(lent);
        Assert.Equal(lent, staged.Length);
        staged.Forget();
        Assert.Equal(0, staged.Length);
    }

    [Fact]
    public async Task An_open_gate_hands_through_without_allocating()
    {
        await using var site = await Site.StartAsync(
            app => app.MapGet("/", async (HttpContext context) =>
            {
                var body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
                var gate = Assert.IsType<CommitGate>(body);
                await context.Response.StartAsync();
                var inner = new StreamResponseBodyFeature(Stream.Null);
                var open = new CommitGate(inner, context.Features.GetRequiredFeature<RequestSession>());
                open.Pass();
                await WriteAsync(open);

                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var i = 0; i < 100; i++)
                {
                    var write = WriteAsync(open);
                    Assert.True(write.IsCompletedSuccessfully);
                }

                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
                Assert.True(gate.IsOpen);
            }));

        await site.NewBrowser().GetTextAsync("/");

        static ValueTask<FlushResult> WriteAsync(PipeWriter writer)
        {
            writer.GetSpan(10).Clear();
            writer.Advance(10);
            return writer.FlushAsync();
        }
    }

    [Fact]
    public async Task After_the_request_the_server_s_own_body_is_back()
    {
        IHttpResponseBodyFeature? before = null, after = null;
        ISessionFeature? session = null;
        await using var site = await Site.StartAsync(
            app =>
            {
                app.Use(async (context, next) =>
                {
                    before = context.Features.Get<IHttpResponseBodyFeature>();
                    await next(context);
                    after = context.Features.Get<IHttpResponseBodyFeature>();
                    session = context.Features.Get<ISessionFeature>();
                    await context.Response.WriteAsync(" and more");
                });
                app.UseTidemark();
                Shelf.MapOn(app);
            },
            placeMiddleware: false);

        Assert.Equal("a and more", await site.NewBrowser().GetTextAsync("/add/a"));
        Assert.Same(before, after);
        Assert.Null(session);
    }

    [Fact]
    public async Task A_text_in_pieces_arrives_whole()
    {
        await using var site = await Site.StartAsync(app => app.MapGet("/", async (HttpContext context) =>
        {
            await using var writer = new StreamWriter(context.Response.Body, Encoding.UTF8, leaveOpen: true);
            for (var i = 0; i < 1_000; i++)
                await writer.WriteAsync($"{i},");
        }));

        Assert.Equal(string.Concat(Enumerable.Range(0, 1_000).Select(i => $"{i},")), await site.NewBrowser().GetTextAsync("/"));
    }
}
