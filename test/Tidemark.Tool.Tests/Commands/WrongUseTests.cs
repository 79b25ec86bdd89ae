using Microsoft.Data.Sqlite;
using Tidemark.Tool.Commands;
using Tidemark.Tool.Reading;
using Tidemark.Tool.Tests.Rig;

namespace Tidemark.Tool.Tests.Commands;

public sealed class WrongUseTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tidemark-tool-");

    [Theory]
    [InlineData("")]
    [InlineData("sessions")]
    [InlineData("sessions vanish")]
    [InlineData("sessions list")]
    [InlineData("sessions list --store")]
    [InlineData("sessions list --store here.db")]
    [InlineData("sessions list --store mysql:here")]
    [InlineData("sessions list --store sqlite:")]
    [InlineData("sessions list --store postgres://host/shop")]
    [InlineData("sessions list --store postgres:Nonsense=1 --application shop")]
    [InlineData("sessions list --store redis:localhost:1")]
    [InlineData("sessions list --store redis:localhost:1 --prefix a{b}")]
    [InlineData("sessions list --limit many")]
    [InlineData("users show")]
    public async Task What_makes_no_sense_is_told_in_a_line_and_nothing_is_done(string words)
    {
        var outcome = await Outcome.OfAsync(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCode.WrongUse, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        Assert.StartsWith("tidemark: ", outcome.Error);
        Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("   at ", outcome.Error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("sessions --help")]
    [InlineData("sessions show --help")]
    [InlineData("feed tail -h")]
    public async Task Help_is_given_under_the_name_of_the_command(string words)
    {
        var outcome = await Outcome.OfAsync(words.Split(' '));

        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Contains($"  tidemark {words.Split(" -")[0].Replace("--help", "[command]")}", outcome.Output);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_not_made()
    {
        var path = Path.Combine(_folder.FullName, "deep", "sessions.db");

        var outcome = await Outcome.OfAsync(["sessions", "list", "--store", $"sqlite:{path}"]);

        Assert.Equal(ExitCode.NoStore, outcome.ExitCode);
        Assert.Contains(path, outcome.Error);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task A_file_of_another_program_stays_as_it_is()
    {
        var path = Path.Combine(_folder.FullName, "other.db");
        await using (var other = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var create = new SqliteCommand("PRAGMA journal_mode = DELETE; CREATE TABLE other (id INTEGER)", other);
            await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var before = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

        var outcome = await Outcome.OfAsync(["store", "check", "--store", $"sqlite:{path}"]);

        Assert.Equal(ExitCode.NoStore, outcome.ExitCode);
        Assert.Contains("no tables of Tidemark", outcome.Error);
        Assert.Equal(before, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_of_another_version_is_neither_read_nor_brought_up()
    {
        var path = Path.Combine(_folder.FullName, "older.db");
        await using (var older = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            await older.OpenAsync(TestContext.Current.CancellationToken);
            await using var create = new SqliteCommand("CREATE TABLE tidemark_schema (version INTEGER); INSERT INTO tidemark_schema VALUES (8)", older);
            await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var outcome = await Outcome.OfAsync(["sessions", "list", "--store", $"sqlite:{path}"]);

        Assert.Equal(ExitCode.NoStore, outcome.ExitCode);
        Assert.Contains("Use the version that the application has", outcome.Error);
    }

    [Theory]
    [InlineData("redis:127.0.0.1:1,password=hunter2hunter2,connectTimeout=300")]
    [InlineData("postgres:Host=127.0.0.1;Port=1;Username=shop;Password=hunter2hunter2;Timeout=1")]
    public async Task A_store_that_cannot_be_reached_is_named_without_its_password(string store)
    {
        var outcome = await Outcome.OfAsync(["sessions", "list", "--application", "shop"], variable: name => name == StoreOptions.StoreVariable ? store : null);

        Assert.Equal(ExitCode.NoStore, outcome.ExitCode);
        Assert.Contains("127.0.0.1:1", outcome.Error);
        Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("hunter2", outcome.Error);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
