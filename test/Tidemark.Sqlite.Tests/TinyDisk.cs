using System.Diagnostics;

namespace Tidemark.Sqlite.Tests;

/// <summary>A file system of two megabytes in memory. Mounting it takes root.</summary>
internal sealed class TinyDisk : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tidemark-disk-");

    public TinyDisk() => Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", _directory.FullName);

    public string Folder => _directory.FullName;

    /// <summary>Mounts it for reading only from now on.</summary>
    public void ForbidWrites() => Run("mount", "-o", "remount,ro", _directory.FullName);

    public void Dispose()
    {
        Run("umount", _directory.FullName);
        _directory.Delete();
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} failed: the tests of a full disk need root (as in the CI container) to mount a small one.");
    }
}
