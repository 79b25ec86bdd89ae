using System.ComponentModel;
using System.Diagnostics;

namespace Tidemark.Load.Servers;

/// <summary>The programs of PostgreSQL. They refuse to run as root: then they run as the user that Debian's package makes for them.</summary>
internal static class PostgreSqlProgram
{
    private const string Installed = "/usr/lib/postgresql";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly bool IsRoot = Environment.UserName == "root";

    /// <summary>Lets the programs write to a folder.</summary>
    public static void Give(string folder)
    {
        if (IsRoot)
            Start("chown", ["-R", "postgres", folder]);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It is not there, or it failed.</exception>
    public static void Run(string program, params string[] arguments) => Start(IsRoot ? "setpriv" : Find(program), Words(program, arguments));

    private static IEnumerable<string> Words(string program, string[] arguments) =>
        IsRoot ? ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--reset-env", Find(program), .. arguments] : arguments;

    // Debian keeps the programs of each version beside the path.
    private static string Find(string program) => !Directory.Exists(Installed)
        ? program
        : Directory.GetDirectories(Installed)
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin", program))
            .FirstOrDefault(File.Exists) ?? program;

    // Waits for the program, not for the end of its output: a server that it starts may hold that open.
    private static void Start(string file, IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(file, arguments) { WorkingDirectory = "/", RedirectStandardOutput = true })!;
            process.OutputDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            if (!process.WaitForExit(Patience))
                process.Kill();
            else if (process.ExitCode == 0)
                return;
            throw new InvalidOperationException($"'{file} {string.Join(' ', arguments)}' failed, or took longer than {Patience}; what it said is above.");
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException(
                $"The load bench needs '{file}' of PostgreSQL, which is not installed. On Debian: apt-get install postgresql", exception);
        }
    }
}
