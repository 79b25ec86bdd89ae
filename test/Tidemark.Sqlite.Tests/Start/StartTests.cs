using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Sqlite.Tests.Start;

/// <summary>
/// A file that can never be used keeps the host from starting, at once and with one message; one that may be used later does not. While the host runs, what
/// is wrong with the file is said once.
/// </summary>
public sealed class StartTests : IDisposable
{
    // A wait for the clock, which stands still, and not a slow machine: far more than it can take.
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    private readonly TemporaryFile _file = new();
    private readonly LogLines _log = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_folder_is_no_file() => RefusesAsync(_file.Folder, "names a folder");

    [Fact]
    public Task A_device_is_no_file() => RefusesAsync("/dev/null", "names a device");

    [Fact]
    public async Task What_is_no_database_is_refused_and_left_alone()
    {
        var garbage = new string('x', 10_000);
        await File.WriteAllTextAsync(_file.Path, garbage, Stop);
        await RefusesAsync(_file.Path, "no SQLite database");
        Assert.Equal(garbage, await File.ReadAllTextAsync(_file.Path, Stop));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_refused()
    {
        await File.WriteAllTextAsync(Path.Combine(_file.Folder, "blocked"), "a file where a folder should be", Stop);
        await RefusesAsync(Path.Combine(_file.Folder, "blocked", "data", "s.db"), "in a container, in a volume that belongs to the container's user");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_disk_that_is_mounted_for_reading_only_is_refused(bool isMade)
    {
        using var disk = new TinyDisk();
        var path = Path.Combine(disk.Folder, "data", "s.db");
        if (isMade)
        {
            await using var store = new SqliteStore(new SqliteStoreOptions { Path = path }, TimeProvider.System);
            await store.CommitAsync(Requests.Creation(), Stop);
        }

        disk.ForbidWrites();
        await RefusesAsync(path, "in a container");
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused()
    {
        await using (var store = _file.OpenStore())
            await store.CommitAsync(Requests.Creation(), Stop);
        using (var connection = _file.OpenDirectly())
            connection.Scalar("UPDATE tidemark_schema SET version = 1000");
        await RefusesAsync(_file.Path, "a newer version of Tidemark made it");
    }

    [Theory]
    [InlineData("nfs4")]
    [InlineData("cifs")]
    [InlineData("fuse.sshfs")]
    public async Task A_network_file_system_is_refused_unless_it_is_allowed(string type)
    {
        await RefusesAsync(_file.Path, $"network file system ('{type}')", "SqliteStoreOptions.AllowNetworkFileSystem", options => options.FileSystemOf = _ => type);
        Assert.False(File.Exists(_file.Path));

        using var host = NewHost(_file.Path, options => (options.FileSystemOf, options.AllowNetworkFileSystem) = (_ => type, true));
        await host.StartAsync(Stop);
        await host.StopAsync(Stop);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ext4")]
    [InlineData("a-file-system-to-come")]
    public async Task Other_file_systems_are_let_through(string? type)
    {
        using var host = NewHost(_file.Path, options => options.FileSystemOf = _ => type);
        await host.StartAsync(Stop);
        await host.StopAsync(Stop);
        Assert.Empty(_log.From(LogLevel.Warning));
    }

    [Fact]
    public async Task A_file_that_another_process_keeps_locked_does_not_keep_the_host_from_starting()
    {
        await using (var store = _file.OpenStore())
            await store.CommitAsync(Requests.Creation(), Stop);
        using var other = _file.OpenDirectly();
        other.Scalar("PRAGMA locking_mode = EXCLUSIVE");
        other.Scalar("BEGIN EXCLUSIVE");
        using var host = NewHost(_file.Path, options => options.BusyTimeout = TimeSpan.FromMilliseconds(100));
        await host.StartAsync(Stop);
        Assert.Contains(_log.Of(LogLevel.Error), line => line.Contains("another process kept the file locked", StringComparison.Ordinal));
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Another_store_that_was_chosen_since_is_not_kept_from_starting()
    {
        using var host = NewHost("/dev/null", _ => { }, tidemark => tidemark.UseMemory());
        await host.StartAsync(Stop);
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task A_missing_native_library_is_told_with_the_remedy()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_file.Folder, "published"));
        foreach (var file in new DirectoryInfo(AppContext.BaseDirectory).GetFiles().Where(IsPublished))
            file.CopyTo(Path.Combine(folder.FullName, file.Name));
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(folder.FullName, "Tidemark.Sqlite.Crash.dll"), "visit", _file.Path, SessionId.New().Reveal()])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var errors = await process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        Assert.Contains("the native library of SQLite (e_sqlite3) is not there", errors, StringComparison.Ordinal);
        Assert.Contains("dotnet publish -r", errors, StringComparison.Ordinal);

        // Without its list of what belongs to it: else the runtime refuses to start it.
        static bool IsPublished(FileInfo file) =>
            (file.Extension == ".dll" || file.Name.EndsWith("runtimeconfig.json", StringComparison.Ordinal))
            && (file.Name.StartsWith("Tidemark", StringComparison.Ordinal) || file.Name.StartsWith("SQLite", StringComparison.Ordinal)
                || file.Name.StartsWith("Microsoft.Data", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_befalls_the_file_later_is_said_once_with_its_path_and_then_once_that_it_is_over()
    {
        var blocked = Path.Combine(_file.Folder, "blocked");
        await File.WriteAllTextAsync(blocked, "a file where a folder should be", Stop);
        var path = Path.Combine(blocked, "s.db");
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(_log));
        await using var store = new SqliteStore(new SqliteStoreOptions { Path = path }, TimeProvider.System, logs.CreateLogger<SqliteStore>());
        for (var call = 0; call < 20; call++)
            await Assert.ThrowsAsync<StoreRefusedException>(async () => await store.CommitAsync(Requests.Creation(), Stop));
        var error = Assert.Single(_log.From(LogLevel.Information));
        Assert.Contains(path, error, StringComparison.Ordinal);
        Assert.Contains($"'{Environment.UserName}'", error, StringComparison.Ordinal);

        File.Delete(blocked);
        await store.CommitAsync(Requests.Creation(), Stop);
        Assert.Contains("can be used again", Assert.Single(_log.Of(LogLevel.Information)), StringComparison.Ordinal);
    }

    public void Dispose() => _file.Dispose();

    private Task RefusesAsync(string path, string why) => RefusesAsync(path, why, "SQLite store", _ => { });

    private async Task RefusesAsync(string path, string why, string remedy, Action<SqliteStoreOptions> configure)
    {
        using var host = NewHost(path, configure, time: new ManualTimeProvider());
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => host.StartAsync(Stop).WaitAsync(Hang, Stop));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, refused.Message, StringComparison.Ordinal);
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"'{Environment.UserName}'", refused.Message, StringComparison.Ordinal);

        // The host logs what kept it from starting. Nobody else does.
        Assert.InRange(_log.From(LogLevel.Error).Count(), 0, 1);
    }

    private IHost NewHost(string path, Action<SqliteStoreOptions> configure, Action<TidemarkBuilder>? more = null, TimeProvider? time = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(_log);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        var tidemark = builder.Services.AddTidemarkCore().UseSqlite(path);
        builder.Services.Configure(configure);
        more?.Invoke(tidemark);
        return builder.Build();
    }
}
