using System.Net;
using System.Net.Sockets;

namespace Tidemark.Redis.Tests.Servers;

/// <summary>Ports of this machine that nobody listens on.</summary>
internal static class FreePort
{
    // Below those that Linux gives to connections: else one could take the port of a server that is down for a moment. Far above 6379,
    // where a service of the machine may live that is none of ours.
    private const int First = 20000;
    private const int Last = 32000;

    private static int Latest = First + ((Environment.ProcessId * 97) % (Last - First));

    public static int Next()
    {
        while (true)
        {
            var port = First + ((Interlocked.Increment(ref Latest) - First) % (Last - First));
            if (IsFree(port))
                return port;
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
