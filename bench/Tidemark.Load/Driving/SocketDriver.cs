using System.Diagnostics;
using System.Text;

namespace Tidemark.Load.Driving;

/// <summary>
/// Drives one process or several over sockets of its own. Each of the connections' loops has some sessions to itself, asks for them one after
/// the other, and each time in the next process; so no session is asked for twice at once, and every answer that was sent is counted.
/// </summary>
internal sealed class SocketDriver : ILoadDriver
{
    public async Task<LoadResult> RunAsync(LoadOrder order)
    {
        var began = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, LoadOrder.Connections).Select(loop => Task.Run(() => LoopAsync(order, loop, began))));
        return new LoadResult(counts.Sum(count => count.Answers), counts.Sum(count => count.Failures), 0, Stopwatch.GetElapsedTime(began));
    }

    private static async Task<(long Answers, long Failures)> LoopAsync(LoadOrder order, int loop, long began)
    {
        var own = order.Cookies.Where((_, number) => number % LoadOrder.Connections == loop).Select(cookie => Request(order.Path, cookie)).ToArray();
        var connections = new List<HttpConnection>();
        try
        {
            foreach (var target in order.Targets)
                connections.Add(await HttpConnection.OpenAsync(target));
            var (answers, failures) = (0L, 0L);
            for (var step = 0; Stopwatch.GetElapsedTime(began) < order.Duration; step++)
            {
                var connection = connections[(step / own.Length + loop) % connections.Count];
                if (!await connection.AskAsync(own[step % own.Length]))
                    failures++;
                answers++;
            }

            return (answers, failures);
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    private static byte[] Request(string path, string cookie) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n");
}
