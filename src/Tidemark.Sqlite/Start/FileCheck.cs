using Microsoft.Extensions.Logging;

namespace Tidemark.Sqlite;

/// <summary>
/// What must hold of the path before the file is opened for the first time. What is wrong with it no repeat cures, and SQLite would find out late, or never.
/// </summary>
/// <param name="given">The path that the options name.</param>
/// <param name="path">The file that it leads to.</param>
/// <param name="options">The options.</param>
/// <param name="log">Gets what is allowed, and better were not so.</param>
internal sealed class FileCheck(string given, string path, SqliteStoreOptions options, ILogger log)
{
    /// <summary>Looks.</summary>
    /// <exception cref="StoreRefusedException">The file cannot be used, or must not.</exception>
    public void Run()
    {
        if (Directory.Exists(path))
            throw Refused("its path names a folder. Name a file in that folder by SqliteStoreOptions.Path.");
        if (File.Exists(path) && !FileIdentity.IsOrdinary(path))
            throw Refused("its path names a device, a pipe or the like. Name an ordinary file by SqliteStoreOptions.Path.");
        if (!options.AllowNetworkFileSystem && options.FileSystemOf(path) is { } type && MountTable.IsNetwork(type))
        {
            throw Refused(
                $"it is on a network file system ('{type}'), where SQLite's locks and shared memory do not work, so that sessions get lost or mixed up. Name a "
                + "file on a disk of this machine by SqliteStoreOptions.Path. Servers that are to share sessions share a Redis (UseRedis). If you know "
                + "that only this machine uses the file and that its locks work, set SqliteStoreOptions.AllowNetworkFileSystem.");
        }

        CheckRights();
    }

    // A file that everybody may write is refused: whoever writes it is signed in as whomever he likes, and Tidemark makes none like that. A folder is only
    // warned of, because the volumes of containers are often open to all, where there is nobody else.
    private void CheckRights()
    {
        var folder = Path.GetDirectoryName(path)!;
        if (FileRights.IsOpenToAll(path))
            throw Refused("everybody on this machine may write to it, and so be signed in as anybody. Take that right away (chmod o-w).");
        if (path != given && FileRights.IsOpenToAll(Path.GetDirectoryName(given)!))
        {
            throw Refused(
                "its path is a link in a folder where everybody on this machine may put links, so that it may be anybody's. Name the file itself by "
                + "SqliteStoreOptions.Path, or take the right to write to the folder away (chmod o-w).");
        }

        if (FileRights.IsOpenToAll(folder))
        {
            log.LogWarning(
                "Everybody on this machine may write to the folder {Folder}, and so put files of their own in the place of the database file in it. Take that "
                + "right away (chmod o-w), or give the file a folder of its own. In a container that nobody shares it does no harm.",
                folder);
        }

        if (FileRights.IsReadableByAll(path))
        {
            log.LogWarning(
                "Everybody on this machine may read the database file {Path}, and so the sessions in it. Take that right away (chmod o-r).", path);
        }
    }

    private static StoreRefusedException Refused(string why) => new($"The SQLite store cannot use its file: {why}");
}
