using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Sqlite.Tests;

public sealed class SqliteRegistrationTests : IDisposable
{
    private readonly TemporaryFile _file = new();
    private readonly ServiceCollection _services = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_last_store_chosen_is_the_one()
    {
        var builder = new TidemarkBuilder(_services);
        builder.UseMemory().UseSqlite(_file.Path);
        await using (var services = _services.BuildServiceProvider())
            Assert.IsType<SqliteStore>(Assert.Single(services.GetServices<IPrimaryStore>()));
        builder.UseMemory();
        await using (var services = _services.BuildServiceProvider())
            Assert.IsType<MemoryStore>(Assert.Single(services.GetServices<IPrimaryStore>()));
    }

    [Fact]
    public async Task A_relative_path_starts_at_the_content_root()
    {
        _services.AddSingleton<IHostEnvironment>(new Environment(_file.Folder));
        new TidemarkBuilder(_services).UseSqlite(Path.Combine("data", "s.db"));
        await using var services = _services.BuildServiceProvider();
        await services.GetRequiredService<IPrimaryStore>().CommitAsync(Requests.Creation(), Stop);
        Assert.True(File.Exists(Path.Combine(_file.Folder, "data", "s.db")));
    }

    [Fact]
    public async Task The_registered_clock_is_the_store_s()
    {
        var time = new ManualTimeProvider();
        _services.AddSingleton<TimeProvider>(time);
        new TidemarkBuilder(_services).UseSqlite(_file.Path);
        await using var services = _services.BuildServiceProvider();
        var (store, request) = (services.GetRequiredService<IPrimaryStore>(), Requests.Creation());
        await store.CommitAsync(request, Stop);
        Assert.Equal(time.GetUtcNow(), Assert.IsType<ReadOutcome.Found>(await store.ReadAsync(request.Key, StateVersion.None, Stop)).State.Created);
    }

    [Fact]
    public async Task All_faults_of_the_options_come_at_start_up_in_one_message()
    {
        new TidemarkBuilder(_services).UseSqlite(options =>
        {
            options.Path = "file:memory";
            options.Durability = (SqliteDurability)7;
            options.BusyTimeout = TimeSpan.FromMinutes(2);
        });
        await using var services = _services.BuildServiceProvider();
        var refused = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);
        Assert.Contains("UseMemory()", refused.Message);
        Assert.Contains("Durability has no level 7", refused.Message);
        Assert.Contains("BusyTimeout is 00:02:00", refused.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(":memory:")]
    [InlineData("FILE:x.db")]
    public void A_path_must_be_a_plain_file_path(string path) => Assert.Contains(
        "Path", Assert.Throws<ArgumentException>(() => new SqliteStore(new SqliteStoreOptions { Path = path }, TimeProvider.System)).Message);

    [Fact]
    public void Every_option_takes_its_last_value_and_refuses_the_next()
    {
        Assert.Empty(new SqliteStoreOptions { BusyTimeout = TimeSpan.FromMinutes(1), MaxValueBytes = 1 }.Faults());
        Assert.Empty(new SqliteStoreOptions { BusyTimeout = TimeSpan.FromTicks(1) }.Faults());
        Assert.Contains("BusyTimeout", Assert.Single(new SqliteStoreOptions { BusyTimeout = TimeSpan.Zero }.Faults()));
        var beyond = TimeSpan.FromMinutes(1) + TimeSpan.FromTicks(1);
        Assert.Contains("BusyTimeout", Assert.Single(new SqliteStoreOptions { BusyTimeout = beyond }.Faults()));
        Assert.Contains("MaxValueBytes", Assert.Single(new SqliteStoreOptions { MaxValueBytes = 0 }.Faults()));
        Assert.Empty(new SqliteStoreOptions { Durability = SqliteDurability.PowerLoss, Path = "a:file:b" }.Faults());
    }

    public void Dispose() => _file.Dispose();

    private sealed class Environment(string root) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Test";

        public string ApplicationName { get; set; } = "Test";

        public string ContentRootPath { get; set; } = root;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
