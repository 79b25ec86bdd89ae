using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Tidemark.Redis.Tests.Servers;

/// <summary>One direction of a link: reads whole frames, keeps them as long as the script wants, and passes them on in order.</summary>
internal sealed class ProxyLane(ProxyLink link, ProxyScript script, Socket from, Socket to, bool isRequests)
{
    private readonly Channel<Parcel> _parcels = Channel.CreateUnbounded<Parcel>();

    public Task RunAsync() => Task.WhenAll(ReadAsync(), WriteAsync());

    private async Task ReadAsync()
    {
        var (frames, buffer) = (new FrameBuffer(), new byte[65536]);
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                frames.Add(buffer.AsSpan(0, count));
                foreach (var parcel in Take(frames))
                    await _parcels.Writer.WriteAsync(parcel with { Due = Stopwatch.GetTimestamp() + (isRequests ? 0 : Ticks(script.Delay)) });
            }

            _parcels.Writer.Complete();
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            _parcels.Writer.Complete(broken);
        }
    }

    private List<Parcel> Take(FrameBuffer frames)
    {
        var parcels = new List<Parcel>();
        try
        {
            while (!link.IsRaw && frames.Take() is { } frame)
                parcels.AddRange(isRequests ? link.PassRequest(frame) : link.PassReply(frame));
        }
        catch (FormatException)
        {
            // Such as TLS: it passes as it is.
            link.IsRaw = true;
        }

        if (link.IsRaw && frames.TakeRest() is { Length: > 0 } rest)
            parcels.Add(new Parcel(rest));
        return parcels;
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var parcel in _parcels.Reader.ReadAllAsync())
            {
                if (!link.IsSpared)
                    await WaitAsync(parcel.Due);
                if (link.IsDeaf)
                    continue;
                await SendAsync(parcel.Bytes);
                if (parcel.Cut is not { } trap)
                    continue;
                link.Reset();
                trap.Spring();
            }

            if (!link.IsDeaf)
                to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException or ChannelClosedException)
        {
            if (!link.IsDeaf)
                link.Reset();
        }
    }

    private async Task WaitAsync(long due)
    {
        if (due - Stopwatch.GetTimestamp() is > 0 and var left)
            await Task.Delay(TimeSpan.FromSeconds((double)left / Stopwatch.Frequency));
        await script.PassAsync(isRequests, link.IsTalking);
        if (script.IsBlackhole)
            link.IsDeaf = true;
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var count = await to.SendAsync(script.IsByteByByte && !link.IsSpared ? bytes[..1] : bytes);
            bytes = bytes[count..];
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}

/// <summary>Bytes on their way.</summary>
/// <param name="Bytes">A frame, or what is left of it.</param>
/// <param name="Cut">The trap that cuts the link behind them.</param>
internal sealed record Parcel(byte[] Bytes, ProxyTrap? Cut = null)
{
    /// <summary>When they may arrive, as a timestamp.</summary>
    public long Due { get; init; }
}
