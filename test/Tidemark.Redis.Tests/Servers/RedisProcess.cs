using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Tidemark.Redis.Tests.Servers;

/// <summary>One run of <c>redis-server</c>. It never outlives the tests.</summary>
internal sealed class RedisProcess : IDisposable
{
    private static readonly ConcurrentDictionary<RedisProcess, string> Running = new();

    // The runtime ends at once by these signals; nobody disposes anything then.
    private static readonly PosixSignalRegistration[] Ends =
        [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, _ => EndAll()))];

    private readonly Process _process;

    static RedisProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAll();

    private RedisProcess(Process process, string folder)
    {
        _process = process;
        Running[this] = folder;
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>Whether every thread of it is stopped.</summary>
    public bool IsStopped => Directory
        .GetDirectories($"/proc/{Id}/task")
        .All(thread => File.ReadAllText($"{thread}/stat").Split(") ")[^1][0] == 'T');

    /// <param name="program">The name or path of <c>redis-server</c>.</param>
    /// <param name="folder">Where its configuration file is, <c>redis.conf</c>.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    public static RedisProcess Start(string program, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, [Path.Combine(folder, "redis.conf")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Note(folder, line.Data);
        process.ErrorDataReceived += (_, line) => Note(folder, line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException(
                $"'{program}' could not be started. The tests of the Redis store need it, version 7.0 or later: './build.sh test' installs it on "
                + "Debian, or install the package redis-server yourself. No service has to run: the tests start servers of their own.",
                missing);
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new RedisProcess(process, folder);
    }

    public void Send(int signal) => ProcessSignal.Send(Id, signal);

    public Task EndAsync() => _process.WaitForExitAsync();

    public void Dispose()
    {
        if (Running.TryRemove(this, out _))
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    // Before it has a log file, it says what is wrong with its settings on its output.
    private static void Note(string folder, string? line)
    {
        if (line is null)
            return;
        lock (Running)
            File.AppendAllText(Path.Combine(folder, "output.log"), line + "\n");
    }

    private static void EndAll()
    {
        foreach (var (process, _) in Running)
            process._process.Kill();
        foreach (var (process, folder) in Running)
        {
            process._process.WaitForExit();
            RemoveFolder(folder);
        }
    }

    // The tests themselves may be removing it.
    private static void RemoveFolder(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }
    }
}
