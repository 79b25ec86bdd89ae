using System.Diagnostics;
using Tidemark.Faults.Node;

namespace Tidemark.Faults.Tests.Rig;

/// <summary>A process of <c>Tidemark.Faults.Node</c>, and what can be done to it.</summary>
public sealed class Server : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guarded by itself.
    private readonly Queue<string> _log = [];

    private Server(Seat seat)
    {
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "Tidemark.Faults.Node.dll"), seat.ToArgument()];
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Log(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("It ended before it was ready."));
    }

    public Uri Address { get; private set; } = null!;

    public bool IsAlive => !_process.HasExited;

    /// <summary>The last lines that it logged.</summary>
    public string Words
    {
        get
        {
            lock (_log)
                return string.Join('\n', _log);
        }
    }

    public static async Task<Server> StartAsync(Seat seat)
    {
        var server = new Server(seat);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        try
        {
            server.Address = await server._ready.Task.EndsAsync("the start of an app server");
            return server;
        }
        catch (Exception failed)
        {
            await server.DisposeAsync();
            throw new InvalidOperationException($"An app server did not start. It said:\n{server.Words}", failed);
        }
    }

    /// <summary>kill -9, and waits until the process is gone.</summary>
    public Task KillAsync()
    {
        Send(ProcessSignal.Kill);
        return EndAsync();
    }

    /// <summary>Asks it to shut down.</summary>
    public void Terminate() => Send(ProcessSignal.Terminate);

    public void Freeze() => Send(ProcessSignal.Stop);

    public void Thaw() => Send(ProcessSignal.Continue);

    public Task<int> EndAsync() => ExitAsync().EndsAsync("the end of an app server");

    public async ValueTask DisposeAsync()
    {
        if (IsAlive)
        {
            Send(ProcessSignal.Kill);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Send(int signal) => ProcessSignal.Send(_process.Id, signal);

    private async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    private void Hear(string? line)
    {
        if (line?.StartsWith("ready ", StringComparison.Ordinal) == true)
            _ready.TrySetResult(new Uri(line["ready ".Length..]));
    }

    private void Log(string? line)
    {
        if (line is null)
            return;
        lock (_log)
        {
            _log.Enqueue(line);
            if (_log.Count > 300)
                _log.Dequeue();
        }
    }
}
