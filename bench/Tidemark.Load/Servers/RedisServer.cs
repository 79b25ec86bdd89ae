using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Tidemark.Load.Servers;

/// <summary>A redis-server of the bench's own: on a free port, in a folder of its own, keeping nothing.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private RedisServer(Process process, int port)
    {
        _process = process;
        Port = port;
        // For when the bench ends before it is done.
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    /// <exception cref="InvalidOperationException">There is no redis-server, or it does not come up.</exception>
    public static async Task<RedisServer> StartAsync(string folder)
    {
        var port = FreePort();
        string[] arguments = ["--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"];
        var server = new RedisServer(Start(arguments), port);
        for (var began = Stopwatch.GetTimestamp(); !await server.AnswersAsync(); await Task.Delay(20))
        {
            if (!server._process.HasExited && Stopwatch.GetElapsedTime(began) < Patience)
                continue;
            await server.DisposeAsync();
            throw new InvalidOperationException($"redis-server does not answer on port {port}. Start it by hand to see what it says.");
        }

        return server;
    }

    public Task<RedisWire> ConnectAsync() => RedisWire.ConnectAsync(Port);

    public async Task<string> VersionAsync()
    {
        await using var wire = await ConnectAsync();
        const string Name = "redis_version:";
        return (await wire.AskAsync("INFO server")).Split("\r\n").First(line => line.StartsWith(Name, StringComparison.Ordinal))[Name.Length..];
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void OnExit(object? sender, EventArgs arguments) => _process.Kill();

    private static Process Start(string[] arguments)
    {
        try
        {
            var process = Process.Start(new ProcessStartInfo("redis-server", arguments) { RedirectStandardOutput = true })!;
            process.OutputDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            return process;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException(
                "The load bench needs 'redis-server', which is not installed. On Debian: apt-get install redis-server", exception);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var wire = await ConnectAsync();
            return await wire.AskAsync("PING") == "PONG";
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
