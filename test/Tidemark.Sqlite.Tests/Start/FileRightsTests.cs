using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests.Start;

/// <summary>Who else may read and write the database, by rights that others gave or by links that others made.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FileRightsTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private const UnixFileMode Folder = OwnerOnly | UnixFileMode.UserExecute;

    private readonly TemporaryFile _file = new();
    private readonly LogLines _log = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_everybody_may_write_is_refused()
    {
        await MakeAsync(OwnerOnly | UnixFileMode.OtherWrite);
        await RefusesAsync(_file.Path, "everybody on this machine may write to it", "chmod o-w");
    }

    [Fact]
    public async Task A_link_to_a_file_that_everybody_may_write_is_refused()
    {
        await MakeAsync(OwnerOnly | Group | Others);
        await RefusesAsync(LinkIn(_file.Folder), "everybody on this machine may write to it", "chmod o-w");
    }

    [Theory]
    [InlineData(UnixFileMode.None)]
    [InlineData(UnixFileMode.StickyBit)]
    public async Task A_link_where_everybody_may_put_links_is_refused(UnixFileMode more)
    {
        await MakeAsync(OwnerOnly);
        var folder = Directory.CreateDirectory(Path.Combine(_file.Folder, "open")).FullName;
        File.SetUnixFileMode(folder, Folder | Others | UnixFileMode.OtherExecute | more);
        await RefusesAsync(LinkIn(folder), "it may be anybody's", "chmod o-w");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_of_ones_own_is_followed_and_the_log_lies_beside_the_file(bool isThere)
    {
        if (isThere)
            await MakeAsync(OwnerOnly);
        var folder = Directory.CreateDirectory(Path.Combine(_file.Folder, "links")).FullName;
        await using var store = Open(LinkIn(folder));
        await store.CommitAsync(Requests.Creation(), Stop);
        Assert.True(File.Exists(_file.Path + "-wal"));
        Assert.Single(Directory.GetFileSystemEntries(folder));
        Assert.Empty(_log.From(LogLevel.Warning));

        // It is watched, too: what becomes of the link is no matter.
        File.Delete(_file.Path + "-wal");
        await Assert.ThrowsAsync<StoreRefusedException>(async () =>
        {
            while (true)
                await store.CommitAsync(Requests.Creation(), Stop);
        });
    }

    [Theory]
    [InlineData(UnixFileMode.None)]
    [InlineData(UnixFileMode.StickyBit)]
    public async Task A_folder_that_everybody_may_write_is_warned_of_once(UnixFileMode more)
    {
        File.SetUnixFileMode(_file.Folder, Folder | Others | UnixFileMode.OtherExecute | more);
        await using var store = Open(_file.Path);
        await store.CommitAsync(Requests.Creation(), Stop);
        await store.ReadAsync(Requests.NewKey(), default, Stop);
        var warning = Assert.Single(_log.From(LogLevel.Warning));
        Assert.Contains(_file.Folder, warning, StringComparison.Ordinal);
        Assert.Contains("chmod o-w", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OwnerOnly, OwnerOnly, false)]
    [InlineData(OwnerOnly | UnixFileMode.GroupRead, OwnerOnly, false)]
    [InlineData(OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead, OwnerOnly, true)]
    [InlineData(OwnerOnly | Group, OwnerOnly | Group, false)]
    [InlineData(OwnerOnly | Group | UnixFileMode.OtherRead, OwnerOnly | Group, true)]
    public async Task The_log_is_its_owners_and_its_groups_if_they_share_the_database(UnixFileMode database, UnixFileMode log, bool isWarnedOf)
    {
        await MakeAsync(database);
        await using var store = Open(_file.Path);
        await store.CommitAsync(Requests.Creation(), Stop);
        Assert.Equal(database, File.GetUnixFileMode(_file.Path));
        Assert.Equal(log, File.GetUnixFileMode(_file.Path + "-wal"));
        Assert.Equal(log, File.GetUnixFileMode(_file.Path + "-shm"));
        Assert.Equal(isWarnedOf ? 1 : 0, _log.From(LogLevel.Warning).Count(line => line.Contains("may read the database file", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_folder_that_is_made_is_kept_out_of_source_control()
    {
        var folder = Path.Combine(_file.Folder, "app", "data");
        await using (var store = Open(Path.Combine(folder, "s.db")))
            await store.CommitAsync(Requests.Creation(), Stop);
        Assert.Equal("*", (await File.ReadAllTextAsync(Path.Combine(folder, ".gitignore"), Stop)).Trim());
        Assert.False(File.Exists(Path.Combine(_file.Folder, "app", ".gitignore")));
    }

    [Fact]
    public async Task A_folder_that_was_there_gets_nothing_but_the_database()
    {
        await MakeAsync(OwnerOnly);
        Assert.DoesNotContain(Directory.GetFiles(_file.Folder), file => file.EndsWith(".gitignore", StringComparison.Ordinal));
    }

    public void Dispose() => _file.Dispose();

    private SqliteStore Open(string path)
    {
        var logs = LoggerFactory.Create(logging => logging.AddProvider(_log));
        return new SqliteStore(new SqliteStoreOptions { Path = path }, TimeProvider.System, logs.CreateLogger<SqliteStore>());
    }

    private async Task MakeAsync(UnixFileMode mode)
    {
        await using (var store = _file.OpenStore())
            await store.CommitAsync(Requests.Creation(), Stop);
        File.SetUnixFileMode(_file.Path, mode);
    }

    private string LinkIn(string folder)
    {
        var link = Path.Combine(folder, "link.db");
        File.CreateSymbolicLink(link, _file.Path);
        return link;
    }

    private async Task RefusesAsync(string path, params string[] words)
    {
        await using var store = Open(path);
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(async () => await store.CommitAsync(Requests.Creation(), Stop));
        Assert.All(words, word => Assert.Contains(word, refused.Message, StringComparison.Ordinal));
    }
}
