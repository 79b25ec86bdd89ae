namespace Tidemark.Sqlite;

/// <summary>Makes the database file, and its folder, for its owner only.</summary>
internal static class FileCreation
{
    public static void MakeUnlessThere(string path)
    {
        if (File.Exists(path))
            return;
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
            MakeFolder(folder);
        try
        {
            // Never open a file that exists: on Unix, closing it would drop the locks SQLite holds on it in this process.
            // SQLite gives its -wal and -shm files the permissions of this one.
            new FileStream(path, ForOwnerOnly()).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster.
        }
    }

    // Often the folder is in the source tree, where sessions have no business in a commit.
    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, FileRights.OwnerOnly | UnixFileMode.UserExecute);
        try
        {
            using var file = new StreamWriter(Path.Combine(folder, ".gitignore"), ForOwnerOnly());
            file.WriteLine("*");
        }
        catch (IOException)
        {
            // Another process was faster.
        }
    }

    private static FileStreamOptions ForOwnerOnly()
    {
        var creation = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            creation.UnixCreateMode = FileRights.OwnerOnly;
        return creation;
    }
}
