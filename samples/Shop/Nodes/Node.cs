using System.Diagnostics;

namespace Shop.Nodes;

/// <summary>An app-server process, seen from the one that started it.</summary>
public sealed class Node : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new(); // guards _log
    private readonly Queue<string> _log = [];

    private Node(NodeSeat seat)
    {
        Number = seat.Number;
        _process = new Process { StartInfo = StartInfoOf(seat), EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Log(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("It ended before it was ready."));
    }

    public int Number { get; }

    public int ProcessId => _process.Id;

    public Uri Address { get; private set; } = null!;

    public bool IsAlive => !_process.HasExited;

    /// <summary>The last lines that the process logged.</summary>
    public IReadOnlyList<string> LastWords
    {
        get
        {
            lock (_lock)
                return [.. _log];
        }
    }

    public static async Task<Node> StartAsync(NodeSeat seat, CancellationToken cancellationToken)
    {
        var node = new Node(seat);
        node._process.Start();
        node._process.BeginOutputReadLine();
        node._process.BeginErrorReadLine();
        try
        {
            node.Address = await node._ready.Task.WaitAsync(Patience, cancellationToken);
            return node;
        }
        catch (Exception fault)
        {
            await node.DisposeAsync();
            if (fault is OperationCanceledException)
                throw;
            throw new NodeStartException($"App server {seat.Number} did not start.\n{string.Join('\n', node.LastWords)}", fault);
        }
    }

    /// <summary>Ends the process at once, as a power cut would.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (IsAlive)
        {
            _process.StandardInput.Close();
            using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await _process.WaitForExitAsync(grace.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }
        _process.Dispose();
    }

    private static ProcessStartInfo StartInfoOf(NodeSeat seat)
    {
        // `dotnet run` starts Shop itself, tests start `dotnet Shop.dll`: the child is started from the assembly, which fits both.
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(Node).Assembly.Location, "serve-node", "--number", $"{seat.Number}", "--data", seat.DataFolder },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var store in new[] { seat.Store, seat.Standby }.OfType<SharedStore>())
        {
            start.ArgumentList.Add(store.Option);
            start.ArgumentList.Add(store.Configuration);
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        return start;
    }

    private void Hear(string? line)
    {
        if (line?.StartsWith(NodeProgram.Ready, StringComparison.Ordinal) == true)
            _ready.TrySetResult(new Uri(line[NodeProgram.Ready.Length..]));
    }

    private void Log(string? line)
    {
        if (line is null)
            return;
        lock (_lock)
        {
            _log.Enqueue(line);
            if (_log.Count > 40)
                _log.Dequeue();
        }
    }
}
