namespace Tidemark.Sqlite;

/// <summary>Who else may read or write a file, on Unix. Elsewhere nobody is known.</summary>
internal static class FileRights
{
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Whether everybody on the machine may write to a file, or put files into a folder.</summary>
    public static bool IsOpenToAll(string path) => Has(path, UnixFileMode.OtherWrite);

    /// <summary>Whether everybody on the machine may read a file.</summary>
    public static bool IsReadableByAll(string path) => Has(path, UnixFileMode.OtherRead);

    /// <summary>
    /// Takes rights from the log and its index: what others may do with the database is no reason for them to see what was just written to it. A group keeps
    /// its own, if it may write to the database, for then it shares it.
    /// </summary>
    public static void Tighten(string database)
    {
        if (OperatingSystem.IsWindows())
            return;
        var mode = File.GetUnixFileMode(database);
        var most = mode.HasFlag(UnixFileMode.GroupWrite) ? OwnerOnly | Group : OwnerOnly;
        Tighten(database + "-wal", most);
        Tighten(database + "-shm", most);
    }

    /// <summary>The file that a path leads to by links; the path itself if it is none, or leads nowhere.</summary>
    public static string FollowLinks(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return path;
        }
    }

    private static void Tighten(string path, UnixFileMode most)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
            return;
        try
        {
            var mode = File.GetUnixFileMode(path);
            if ((mode & ~most) != 0)
                File.SetUnixFileMode(path, mode & most);
        }
        catch (Exception notOurs) when (notOurs is UnauthorizedAccessException or IOException)
        {
            // Another user's process made it, or just took it away.
        }
    }

    private static bool Has(string path, UnixFileMode right) =>
        !OperatingSystem.IsWindows() && (File.Exists(path) || Directory.Exists(path)) && File.GetUnixFileMode(path).HasFlag(right);
}
