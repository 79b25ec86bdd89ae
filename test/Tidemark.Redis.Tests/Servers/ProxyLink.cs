using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Tidemark.Redis.Tests.Servers;

/// <summary>A connection of a client, and the one to the server that belongs to it. It knows which reply answers which request.</summary>
internal sealed class ProxyLink(ProxyScript script, Socket client, Socket server)
{
    // The trap of each request that has no reply yet, null for most. Requests are added before the server gets them.
    private readonly ConcurrentQueue<ProxyTrap?> _asked = new();

    // What a swap keeps back: its first reply, then what came since. Used by the lane of replies alone.
    private readonly List<byte[]> _kept = [];

    private volatile bool _isRaw;
    private volatile bool _isReplica;
    private volatile bool _isTalking;
    private volatile bool _isDeaf;
    private volatile bool _hasEnded;

    /// <summary>Its bytes are no frames.</summary>
    public bool IsRaw
    {
        get => _isRaw;
        set => _isRaw = value;
    }

    /// <summary>A replica is at its end. Nothing is done to it: faults are for clients.</summary>
    public bool IsSpared => _isReplica;

    /// <summary>
    /// Bytes of it were lost, so nothing passes any more: what came after a gap would be taken for the reply of another request.
    /// </summary>
    public bool IsDeaf
    {
        get => _isDeaf;
        set => _isDeaf = value;
    }

    /// <summary>Its server speaks unasked.</summary>
    public bool IsTalking => _isTalking;

    public bool HasEnded => _hasEnded;

    public async Task RunAsync()
    {
        var requests = new ProxyLane(this, script, client, server, isRequests: true);
        var replies = new ProxyLane(this, script, server, client, isRequests: false);
        await Task.WhenAll(requests.RunAsync(), replies.RunAsync());
        _hasEnded = true;
        client.Dispose();
        server.Dispose();
    }

    /// <summary>Both ends see a reset connection.</summary>
    public void Reset()
    {
        _hasEnded = true;
        foreach (var socket in new[] { client, server })
            Reset(socket);
    }

    public static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // Somebody was faster.
        }

        socket.Dispose();
    }

    public IEnumerable<Parcel> PassRequest(byte[] request)
    {
        var name = Reply.Read(request)!.Value.Reply.Items is [var first, ..] ? first.Text.ToUpperInvariant() : "";
        _isReplica |= name is "REPLCONF" or "PSYNC";
        _isRaw |= name == "PSYNC";
        _isTalking |= name is "SUBSCRIBE" or "PSUBSCRIBE" or "SSUBSCRIBE" or "MONITOR";
        var trap = script.TrapOf(this, request);
        if (trap is { Kind: TrapKind.CutRequest })
            return [new Parcel(request[..Math.Min(trap.After, request.Length)], trap)];
        _asked.Enqueue(trap);
        return [new Parcel(request)];
    }

    public IEnumerable<Parcel> PassReply(byte[] reply)
    {
        // Where a server speaks unasked, replies can no longer be counted.
        if (_isTalking || reply[0] == '>' || !_asked.TryDequeue(out var trap))
            return [new Parcel(reply)];
        if (trap is { Kind: TrapKind.CutReply })
            return [new Parcel(reply[..Math.Min(trap.After, reply.Length)], trap)];
        if (trap is null && _kept.Count == 0)
            return [new Parcel(reply)];
        _kept.Add(reply);
        return trap is not null && _kept.Count > 1 ? Swap(trap) : [];
    }

    private List<Parcel> Swap(ProxyTrap trap)
    {
        (_kept[0], _kept[^1]) = (_kept[^1], _kept[0]);
        List<Parcel> parcels = [.. _kept.Select(reply => new Parcel(reply))];
        _kept.Clear();
        trap.Spring();
        return parcels;
    }
}
