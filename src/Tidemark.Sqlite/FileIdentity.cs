using System.Runtime.InteropServices;

namespace Tidemark.Sqlite;

/// <summary>Which file a path names, and which are beside it: the same path may name another one by and by.</summary>
/// <param name="Main">The database; null if there is none.</param>
/// <param name="Log">Its write-ahead log.</param>
/// <param name="Index">The index of that in shared memory.</param>
internal readonly record struct FileIdentities(FileIdentity? Main, FileIdentity? Log, FileIdentity? Index)
{
    public static FileIdentities Of(string path) => new(FileIdentity.Of(path), FileIdentity.Of(path + "-wal"), FileIdentity.Of(path + "-shm"));
}

/// <summary>A file, whatever it is called. A number is not given again as long as somebody has the file open.</summary>
/// <param name="Device">Where it is.</param>
/// <param name="Number">Its number there.</param>
internal readonly partial record struct FileIdentity(ulong Device, ulong Number)
{
    private const int CurrentDirectory = -100;
    private const uint NumberOnly = 0x100;
    private const uint KindOnly = 1;
    private const int KindMask = 0xf000;
    private const int Ordinary = 0x8000;

    /// <summary>
    /// The file of a path; null if there is none. Other systems than Linux are only asked whether there is one: Windows lets nobody take away a file that
    /// is open.
    /// </summary>
    public static FileIdentity? Of(string path)
    {
        if (OperatingSystem.IsLinux() && TryLook(path, out var found))
            return found;
        return File.Exists(path) ? new FileIdentity(0, 0) : null;
    }

    /// <summary>Whether a path names a file that keeps what is written to it, and no device or pipe. Other systems than Linux are not asked.</summary>
    public static bool IsOrdinary(string path)
    {
        try
        {
            return !OperatingSystem.IsLinux() || Look(CurrentDirectory, path, 0, KindOnly, out var answer) != 0 || (answer.Mode & KindMask) == Ordinary;
        }
        catch (EntryPointNotFoundException)
        {
            return true;
        }
    }

    // False if the system is too old to be asked.
    private static bool TryLook(string path, out FileIdentity? found)
    {
        found = null;
        try
        {
            if (Look(CurrentDirectory, path, 0, NumberOnly, out var answer) == 0)
                found = new FileIdentity(((ulong)answer.Major << 32) | answer.Minor, answer.Number);
            return true;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Look(int directory, string path, int flags, uint mask, out Answer answer);

    // struct statx, which is the same on all processors.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Answer
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Number;

        [FieldOffset(136)]
        public uint Major;

        [FieldOffset(140)]
        public uint Minor;
    }
}
