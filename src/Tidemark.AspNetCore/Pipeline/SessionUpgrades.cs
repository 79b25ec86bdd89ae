using Microsoft.AspNetCore.Http.Features;

namespace Tidemark.AspNetCore;

/// <summary>
/// Connections that become something else than a response, for a <c>UseWebSockets()</c> that comes after this: whoever reads waits for the next message, and
/// is done with the last one.
/// </summary>
internal static class SessionUpgrades
{
    /// <summary>Stands before what the server offers.</summary>
    public static void Watch(IFeatureCollection features, RequestSession request)
    {
        if (features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade and not Upgrade)
            features.Set<IHttpUpgradeFeature>(new Upgrade(upgrade, request));
        if (features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect and not Connect)
            features.Set<IHttpExtendedConnectFeature>(new Connect(connect, request));
    }

    private sealed class Upgrade(IHttpUpgradeFeature inner, RequestSession request) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => inner.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync() => new MessageStream(await inner.UpgradeAsync(), request);
    }

    private sealed class Connect(IHttpExtendedConnectFeature inner, RequestSession request) : IHttpExtendedConnectFeature
    {
        public bool IsExtendedConnect => inner.IsExtendedConnect;

        public string? Protocol => inner.Protocol;

        public async ValueTask<Stream> AcceptAsync() => new MessageStream(await inner.AcceptAsync(), request);
    }

    private sealed class MessageStream(Stream inner, RequestSession request) : Stream
    {
        public override bool CanRead => inner.CanRead;

        public override bool CanSeek => inner.CanSeek;

        public override bool CanWrite => inner.CanWrite;

        public override bool CanTimeout => inner.CanTimeout;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => inner.Position = value; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            request.IsMessageDue ? EndAndReadAsync(buffer, cancellationToken) : inner.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        // Whoever blocks a thread cannot wait for a commit.
        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            inner.WriteAsync(buffer, offset, count, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void SetLength(long value) => inner.SetLength(value);

        public override ValueTask DisposeAsync() => inner.DisposeAsync();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }

        private async ValueTask<int> EndAndReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            await request.Messages.EndAsync();
            return await inner.ReadAsync(buffer, cancellationToken);
        }
    }
}
