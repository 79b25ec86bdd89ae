using Microsoft.AspNetCore.Http.Features;

namespace Tidemark.AspNetCore;

/// <summary>The gate's face for those who write to Response.Body.</summary>
internal sealed class GatedStream(CommitGate gate, IHttpResponseBodyFeature inner) : Stream
{
    // A component further out may keep the body in memory; Response.Clear() empties it there.
    public override bool CanRead => inner.Stream.CanRead;

    public override bool CanSeek => inner.Stream.CanSeek;

    public override bool CanWrite => inner.Stream.CanWrite;

    public override long Length => inner.Stream.Length;

    public override long Position { get => inner.Stream.Position; set => inner.Stream.Position = value; }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        gate.IsClear ? inner.Stream.WriteAsync(buffer, cancellationToken) : OpenAndWriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await gate.OpenAsync();
        await inner.Stream.FlushAsync(cancellationToken);
    }

    // A synchronous write cannot wait for the commit without blocking a thread. Servers that allow it block in their own start, where
    // Response.OnStarting commits: nothing leaves before the commit here either, but a failure becomes the server's own 500.
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        gate.Pass();
        inner.Stream.Write(buffer);
    }

    public override void Flush()
    {
        gate.Pass();
        inner.Stream.Flush();
    }

    public override IAsyncResult BeginWrite(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(WriteAsync(buffer, offset, count, CancellationToken.None), callback, state);

    public override void EndWrite(IAsyncResult asyncResult) => TaskToAsyncResult.End(asyncResult);

    public override int Read(byte[] buffer, int offset, int count) => inner.Stream.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => inner.Stream.Seek(offset, origin);

    public override void SetLength(long value) => inner.Stream.SetLength(value);

    private async ValueTask OpenAndWriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await gate.OpenAsync();
        await inner.Stream.WriteAsync(buffer, cancellationToken);
    }
}
