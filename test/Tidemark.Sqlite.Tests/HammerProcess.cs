using System.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests;

/// <summary>A commit that a process was told of: the log of a session got a number at a version.</summary>
public sealed record Acknowledged(int Session, long Version, int Number);

/// <summary>A process of <c>Tidemark.Sqlite.Crash</c> that hammers a file.</summary>
public sealed class HammerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task _reading;

    // Guarded by itself.
    private readonly List<Acknowledged> _acknowledged = [];

    public HammerProcess(string path, int first, int count, IEnumerable<SessionId> sessions)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Tidemark.Sqlite.Crash.dll"), "hammer", path, $"{first}", $"{count}", .. sessions.Select(id => id.Reveal()),
        ];
        _process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _reading = ReadAsync();
    }

    public IReadOnlyList<Acknowledged> Acknowledged
    {
        get
        {
            lock (_acknowledged)
                return [.. _acknowledged];
        }
    }

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for the end of the process and of its output.</summary>
    public async Task<(int ExitCode, string Errors)> EndAsync(CancellationToken cancellationToken)
    {
        var errors = await _process.StandardError.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        await _reading;
        return (_process.ExitCode, errors);
    }

    /// <summary>Waits until the process was told of so many commits.</summary>
    public async Task AcknowledgedAsync(int count, CancellationToken cancellationToken)
    {
        while (Acknowledged.Count < count && !_reading.IsCompleted)
            await Task.Delay(1, cancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var fields = line.Split(' ');
            lock (_acknowledged)
                _acknowledged.Add(new Acknowledged(int.Parse(fields[0]), long.Parse(fields[1]), int.Parse(fields[2])));
        }
    }
}
