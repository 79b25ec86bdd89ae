namespace Tidemark.Sqlite;

/// <summary>Where and how the SQLite store keeps sessions. Validated at start-up; all faults come in one message.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>
    /// The database file; made, with its directory, if it is not there. A relative path starts at the host's content root, or at the current
    /// directory if there is no host. It must be on a disk of this machine: SQLite's locks do not work on network file systems.
    /// Default: <c>data/tidemark.db</c>. A directory that is made gets a <c>.gitignore</c>.
    /// </summary>
    public string Path { get; set; } = "data/tidemark.db";

    /// <summary>What an acknowledged commit survives. Default: <see cref="SqliteDurability.Process"/>.</summary>
    public SqliteDurability Durability { get; set; } = SqliteDurability.Process;

    /// <summary>
    /// How long a verb waits while another process writes to the file, before it fails. Default: 3 seconds, which is below the core's
    /// own limit of 5 seconds per verb.
    /// </summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The longest base or patch of one attribute, in bytes, that is written or read: what is longer was not stored by this application, and makes an
    /// attribute that cannot be read, instead of filling the memory. Default: null, which is eight times <see cref="TidemarkOptions.MaxAttributeBytes"/> (8 MiB
    /// without a host), so that attributes stay readable when that limit is lowered.
    /// </summary>
    public int? MaxValueBytes { get; set; }

    /// <summary>
    /// Whether to use a file on a network file system (NFS, SMB, 9p, FUSE and the like). SQLite's locks and shared memory do not work there, so that
    /// sessions get lost or mixed up: set it only if you know that one machine alone uses the file, and that its locks work. Default: false, and the
    /// application does not start with such a file. Only Linux is asked.
    /// </summary>
    public bool AllowNetworkFileSystem { get; set; }

    /// <summary>
    /// Whether the file is made if it is not there, and brought to this version. A tool is a guest of the application's file, and may not.
    /// </summary>
    internal bool CreatesTables { get; init; } = true;

    /// <summary>Tells the type of the file system of a path, null if it is not known. Tests say what they like.</summary>
    internal Func<string, string?> FileSystemOf { get; set; } = MountTable.TypeOf;

    internal IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(Path))
            faults.Add("Path is empty: name the database file.");
        else if (Path.StartsWith(':') || Path.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            faults.Add("Path must be a plain file path: SQLite's special names and URIs are not taken. For sessions in memory there is UseMemory().");
        if (!Enum.IsDefined(Durability))
            faults.Add($"Durability has no level {(int)Durability}: choose Process or PowerLoss.");
        if (BusyTimeout <= TimeSpan.Zero || BusyTimeout > TimeSpan.FromMinutes(1))
            faults.Add($"BusyTimeout is {BusyTimeout}: it must be more than zero and at most a minute.");
        if (MaxValueBytes is <= 0)
            faults.Add($"MaxValueBytes is {MaxValueBytes}: it must be more than zero, or null.");
        return faults;
    }
}

/// <summary>What an acknowledged commit survives.</summary>
public enum SqliteDurability
{
    /// <summary>
    /// The end of every process, kill -9 included. A power cut or a crash of the system may lose the last moments; the file stays intact.
    /// (WAL, synchronous=NORMAL.)
    /// </summary>
    Process,

    /// <summary>Power cuts too, at the price of one disk flush per group of commits. (WAL, synchronous=FULL.)</summary>
    PowerLoss,
}
