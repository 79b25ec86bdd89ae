using System.Runtime.InteropServices;

namespace Tidemark.Sqlite;

/// <summary>Whom the process runs as: the name, and on Unix the number, since users of containers often have no name.</summary>
internal static partial class ProcessUser
{
    public static string Name
    {
        get
        {
            var name = Environment.UserName;
            if (OperatingSystem.IsWindows())
                return $"the user '{name}'";
            try
            {
                var number = FindNumber();
                return name is "" or "?" ? $"the user with the id {number}" : $"the user '{name}' (id {number})";
            }
            catch (Exception unknown) when (unknown is DllNotFoundException or EntryPointNotFoundException)
            {
                return $"the user '{name}'";
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint FindNumber();
}
