using System.Runtime.InteropServices;
using System.Text;

namespace Tidemark.Sqlite;

/// <summary>
/// Which file system a path is on, as Linux tells it, and whether that is one of a network, where the locks and the shared memory of SQLite do not work.
/// What is not known, and other systems, count as well.
/// </summary>
internal static partial class MountTable
{
    private const string Source = "/proc/self/mountinfo";

    // What FUSE runs for a block device of this machine is "fuseblk", and no part of this.
    private static readonly HashSet<string> Networks = new(StringComparer.OrdinalIgnoreCase)
    {
        "nfs", "nfs3", "nfs4", "cifs", "smb3", "smbfs", "smb2", "ncpfs", "9p", "afs", "ceph", "coda", "lustre", "glusterfs", "gpfs", "beegfs", "gfs2", "ocfs2",
        "davfs", "fuse",
    };

    /// <summary>The type of the file system that a path is on, or will be on once it is made; null if nobody knows.</summary>
    public static string? TypeOf(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            return Find(File.ReadLines(Source), RealPath(path));
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    public static bool IsNetwork(string type) => Networks.Contains(type) || type.StartsWith("fuse.", StringComparison.OrdinalIgnoreCase);

    /// <summary>Finds the mount of an absolute path without links: the deepest one, and of several at one place the last, which hides the others.</summary>
    public static string? Find(IEnumerable<string> lines, string path)
    {
        var (type, longest) = ((string?)null, 0);
        foreach (var line in lines)
        {
            // 36 35 98:0 /of/the/disk /mount/point rw,noatime master:1 - ext4 /dev/root rw
            var (head, tail) = line.Split(" - ", 2) is [var first, var last] ? (first.Split(' '), last.Split(' ')) : ([], []);
            if (head.Length < 6 || tail.Length < 2)
                continue;
            var point = Unescape(head[4]);
            if (point.Length >= longest && Holds(point, path))
                (type, longest) = (tail[0], point.Length);
        }

        return type;
    }

    private static bool Holds(string point, string path) =>
        point == "/" || (path.StartsWith(point, StringComparison.Ordinal) && (path.Length == point.Length || path[point.Length] == '/'));

    // A blank is \040, a tab \011, a line feed \012, a backslash \134.
    private static string Unescape(string text)
    {
        if (!text.Contains('\\'))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && at + 3 < text.Length && text.AsSpan(at + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                plain.Append((char)(((text[at + 1] - '0') * 64) + ((text[at + 2] - '0') * 8) + (text[at + 3] - '0')));
                at += 3;
            }
            else
            {
                plain.Append(text[at]);
            }
        }

        return plain.ToString();
    }

    /// <summary>The path without links, as far as it is there.</summary>
    private static string RealPath(string path)
    {
        if (Resolve(path) is { } real)
            return real;
        return Path.GetDirectoryName(path) is { } folder ? Path.Combine(RealPath(folder), Path.GetFileName(path)) : path;
    }

    private static unsafe string? Resolve(string path)
    {
        var real = Resolve(path, 0);
        if (real == 0)
            return null;
        try
        {
            return Marshal.PtrToStringUTF8(real);
        }
        finally
        {
            NativeMemory.Free((void*)real);
        }
    }

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Resolve(string path, nint buffer);
}
