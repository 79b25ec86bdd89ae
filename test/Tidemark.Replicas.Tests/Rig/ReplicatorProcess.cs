using System.Diagnostics;
using Tidemark.Replication;

namespace Tidemark.Replicas.Tests.Rig;

/// <summary><c>tidemark replica run</c> as a process of its own, over cables of its own. As a service is, it is started again when it found no store.</summary>
internal sealed class ReplicatorProcess : IAsyncDisposable
{
    private const int NoStore = 3;

    private readonly IEngine _primary;
    private readonly IEngine _replica;
    private readonly ReplicaComparison _comparison;
    private readonly Lock _gate = new(); // guards _words
    private readonly Queue<string> _words = [];
    private Process? _process;

    public ReplicatorProcess(IEngine primary, IEngine replica, ReplicaComparison comparison)
    {
        (_primary, _replica, _comparison) = (primary, replica, comparison);
        Cables = [Cable.To(primary.Port), Cable.To(replica.Port)];
    }

    /// <summary>To the primary, and to the replica.</summary>
    public IReadOnlyList<Cable> Cables { get; }

    /// <summary>It ended by itself, for another reason than a store that cannot be reached, and said why.</summary>
    public string? LastWords
    {
        get
        {
            lock (_gate)
                return _process is { HasExited: true, ExitCode: not NoStore } ? $"It ended with {_process.ExitCode}. {string.Join('\n', _words)}" : null;
        }
    }

    public void Start()
    {
        _process?.Dispose();
        _process = Process.Start(Operator.Command(
            "replica", "run", "--primary", _primary.AddressAt(Cables[0].Port), "--store", _replica.AddressAt(Cables[1].Port),
            "--comparison", _comparison == ReplicaComparison.Binary ? "binary" : "graph", "--take-over", "2"))!;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts it again if it could not reach a store when it was started.</summary>
    public void Supervise()
    {
        if (_process is { HasExited: true, ExitCode: NoStore })
            Start();
    }

    /// <summary>kill -9, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        Send(ProcessSignal.Kill);
        await _process!.WaitForExitAsync();
    }

    public void Freeze() => Send(ProcessSignal.Stop);

    public void Thaw() => Send(ProcessSignal.Continue);

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await KillAsync();
        _process?.Dispose();
        foreach (var cable in Cables)
            await cable.DisposeAsync();
    }

    // It may be ending at this moment, because it found no store.
    private void Send(int signal)
    {
        try
        {
            ProcessSignal.Send(_process!.Id, signal);
        }
        catch (InvalidOperationException) when (_process!.HasExited)
        {
        }
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        lock (_gate)
        {
            _words.Enqueue(line);
            if (_words.Count > 20)
                _words.Dequeue();
        }
    }
}
