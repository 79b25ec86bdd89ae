using System.Net.Sockets;

namespace Tidemark.Redis.Tests.Servers;

/// <summary>A Redis server of a test's own, on a port of its own, in a folder of its own, and what can be done to it.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    /// <summary>How long a command of the rig waits for its reply.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tidemark-redis-");
    private RedisProcess? _process;

    private RedisServer(RedisSettings settings) => Settings = settings;

    public RedisSettings Settings { get; }

    public int Port { get; private set; }

    /// <summary>Where the nodes of a cluster speak to each other.</summary>
    public int BusPort { get; private set; }

    public string Folder => _folder.FullName;

    public string EndPoint => $"127.0.0.1:{Port}";

    /// <summary>As StackExchange.Redis takes it.</summary>
    public string ConnectionString => EndPoint
        + (Settings.Password is { } password ? $",password={password}" : "")
        + (Settings.Tls is null ? "" : ",ssl=true,sslHost=localhost");

    public bool IsAlive => _process is { HasEnded: false };

    public bool IsFrozen { get; private set; }

    /// <summary>It can answer.</summary>
    public bool IsRunning => IsAlive && !IsFrozen;

    public int ProcessId => Process.Id;

    /// <summary>What it logged.</summary>
    public string Log => string.Concat(_folder.GetFiles("*.log").Select(file => File.ReadAllText(file.FullName)));

    private RedisProcess Process => _process ?? throw new InvalidOperationException("The server was not started.");

    public static async Task<RedisServer> StartAsync(RedisSettings? settings = null)
    {
        var server = new RedisServer(settings ?? new RedisSettings());
        try
        {
            // Another process may have taken the port since it was found free.
            for (var tries = 3; ; tries--)
            {
                (server.Port, server.BusPort) = (FreePort.Next(), FreePort.Next());
                if (await server.RunAsync() || tries == 0)
                    break;
            }

            return server.IsAlive ? server : throw new InvalidOperationException($"A Redis server did not start. It said:\n{server.Log}");
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>kill -9, and waits until the process is gone.</summary>
    public Task KillAsync() => EndAsync(ProcessSignal.Kill);

    /// <summary>Asks it to shut down, and waits until it has.</summary>
    public Task StopAsync()
    {
        Thaw();
        return EndAsync(ProcessSignal.Terminate);
    }

    /// <summary>Stops all it does; its connections stay. When this returns, nothing of it runs.</summary>
    public void Freeze()
    {
        Process.Send(ProcessSignal.Stop);
        IsFrozen = SpinWait.SpinUntil(() => Process.IsStopped, AnswerLimit);
        if (!IsFrozen)
            throw new TimeoutException($"The server on port {Port} goes on after SIGSTOP.");
    }

    public void Thaw()
    {
        if (IsFrozen)
            Process.Send(ProcessSignal.Continue);
        IsFrozen = false;
    }

    /// <summary>A new process on the same port. One that still lives is asked to shut down first.</summary>
    /// <param name="keepData">With the files that the last one left, or as new; a node of a cluster stays who it was in both cases.</param>
    public async Task RestartAsync(bool keepData = true)
    {
        if (IsAlive)
            await StopAsync();
        if (!keepData)
            ForgetData();
        if (!await RunAsync())
            throw new InvalidOperationException($"The Redis server did not start again. It said:\n{Log}");
    }

    /// <summary>Runs one command on a connection of its own.</summary>
    /// <exception cref="RedisErrorException">The server answered with an error.</exception>
    /// <exception cref="TimeoutException">It did not answer within <see cref="AnswerLimit"/>.</exception>
    public Task<Reply> RunAsync(params string[] command) => RunAsync(AnswerLimit, connection => connection.RunAsync(command));

    /// <summary>Whether it answers PING in time.</summary>
    public async Task<bool> IsAnsweringAsync(TimeSpan within)
    {
        try
        {
            return (await RunAsync(within, connection => connection.RunAsync("PING"))).Text == "PONG";
        }
        catch (Exception exception) when (exception is IOException or SocketException or TimeoutException or RedisErrorException)
        {
            return false;
        }
    }

    public Task<RespConnection> OpenAsync(CancellationToken stop = default) => RespConnection.OpenAsync(Port, Settings, stop);

    public Task<MonitorFeed> MonitorAsync() => MonitorFeed.OpenAsync(this);

    public ValueTask DisposeAsync()
    {
        _process?.Dispose();
        _process = null;
        if (_folder.Exists)
            _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<Reply> RunAsync(TimeSpan within, Func<RespConnection, Task<Reply>> run)
    {
        using var limit = new CancellationTokenSource(within);
        try
        {
            using var connection = await OpenAsync(limit.Token);
            return await run(connection).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"The server on port {Port} did not answer within {within}.");
        }
    }

    // Whether it runs and answers; false if it has ended.
    private async Task<bool> RunAsync()
    {
        _process?.Dispose();
        await File.WriteAllLinesAsync(Path.Combine(Folder, "redis.conf"), Settings.Lines(Port, BusPort, Folder));
        _process = RedisProcess.Start(Settings.Program, Folder, Settings.Clock?.Environment ?? new Dictionary<string, string>());
        await Patience.UntilAsync("a started server answers", async () => !IsAlive || await IsAnsweringAsync(AnswerLimit));
        return IsAlive;
    }

    private async Task EndAsync(int signal)
    {
        Process.Send(signal);
        await Process.EndAsync().WaitAsync(Patience.Longest);
        IsFrozen = false;
    }

    private void ForgetData()
    {
        foreach (var file in _folder.GetFiles().Where(file => file.Extension is ".rdb" or ".aof"))
            file.Delete();
        foreach (var folder in _folder.GetDirectories())
            folder.Delete(recursive: true);
    }
}
