using System.Diagnostics;

namespace Tidemark.PostgreSql.Tests.Servers;

/// <summary>The programs of PostgreSQL, which do not run as root: then they run as the user that Debian's package makes for them.</summary>
internal static class PostgreSqlProgram
{
    private const string Package = "'./build.sh test' installs the package postgresql on Debian; no service has to run: the tests start servers of their own.";
    private static readonly bool IsRoot = Environment.UserName == "root";

    /// <summary>Lets the programs write to a folder.</summary>
    public static async Task GiveAsync(string folder)
    {
        if (IsRoot)
            await StartAsync("chown", ["-R", "postgres", folder]);
    }

    public static Task RunAsync(string program, params string[] arguments)
    {
        var path = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin", program))
                .LastOrDefault(File.Exists)
            : program;
        if (path is null)
            throw new InvalidOperationException($"'{program}' of PostgreSQL is not there, and the tests of the PostgreSQL store need it: {Package}");
        return IsRoot
            ? StartAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--reset-env", path, .. arguments])
            : StartAsync(path, arguments);
    }

    private static async Task StartAsync(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        using var process = Process.Start(start)
            ?? throw new InvalidOperationException($"'{program}' could not be started: {Package}");

        // What it starts keeps its output open, and must not be waited for.
        var said = new System.Text.StringBuilder();
        process.OutputDataReceived += (_, line) => Note(said, line.Data);
        process.ErrorDataReceived += (_, line) => Note(said, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!process.HasExited)
            await Task.Delay(5);
        if (process.ExitCode != 0)
        {
            lock (said)
                throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with {process.ExitCode}: {said}");
        }
    }

    private static void Note(System.Text.StringBuilder said, string? line)
    {
        lock (said)
            said.AppendLine(line);
    }
}
