using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Graph;
using Tidemark.PostgreSql;
using Tidemark.Redis;
using Tidemark.Sqlite;

namespace Tidemark.Tool.Reading;

/// <summary>A store that the tool is a guest of: it makes no file and no tables, and takes no part as a node.</summary>
internal sealed class OpenStore : IAsyncDisposable
{
    // Longer than an application waits: nobody waits for a page here.
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);

    // With room for calls that are sent again.
    private static readonly TimeSpan StoreTimeout = 3 * CallTimeout;

    // What an application stores may be as long as it likes.
    private const int LongestValue = 256 << 20;

    private readonly WarningLog _warnings;

    private OpenStore(StoreChoice choice, PrimaryStore store, WarningLog warnings)
    {
        (Choice, Store, _warnings) = (choice, store, warnings);
        var options = new TidemarkOptions { Application = choice.Application ?? "", UserIndexSecret = choice.UserSecret, StoreTimeout = StoreTimeout };
        Sessions = new SessionManager(store, new GraphSerializer(options.Graph), options, TimeProvider.System, NullLogger<SessionManager>.Instance);
    }

    public StoreChoice Choice { get; }

    public PrimaryStore Store { get; }

    /// <summary>What the store warned of since it was opened.</summary>
    public IReadOnlyCollection<string> Warnings => _warnings.Lines;

    /// <summary>Ends sessions as an application does.</summary>
    public SessionManager Sessions { get; }

    /// <summary>The longest value that is read.</summary>
    public int Longest => LongestValue;

    /// <summary>Opens a store, and asks it something, so that whatever is wrong with it is known.</summary>
    /// <exception cref="StoreException">It cannot be reached, or refuses.</exception>
    /// <exception cref="ToolException">What the operator says of it makes no sense.</exception>
    public static Task<OpenStore> OpenAsync(StoreChoice choice, CancellationToken cancellationToken) =>
        OpenAsync(choice, isStrict: false, creates: false, cancellationToken);

    /// <summary>The same of one that is to be filled: its file or tables are made if they are not there.</summary>
    public static Task<OpenStore> OpenToFillAsync(StoreChoice choice, CancellationToken cancellationToken) =>
        OpenAsync(choice, isStrict: true, creates: true, cancellationToken);

    /// <summary>The same, and notes what an application would refuse to start with, but for which the store can be looked at.</summary>
    public static async Task<OpenStore> OpenToCheckAsync(StoreChoice choice, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(choice, isStrict: true, creates: false, cancellationToken);
        }
        catch (StoreRefusedException refused)
        {
            var open = await OpenAsync(choice, isStrict: false, creates: false, cancellationToken);
            open._warnings.Add($"An application does not start with it unless it is told to. {refused.Message}");
            return open;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Sessions.DisposeAsync();
        await ((IAsyncDisposable)Store).DisposeAsync();
    }

    private static async Task<OpenStore> OpenAsync(StoreChoice choice, bool isStrict, bool creates, CancellationToken cancellationToken)
    {
        var open = Make(choice, isStrict, creates);
        try
        {
            await open.Store.ReadHeadAsync(StateKey.From("", SessionId.New()), cancellationToken);
            return open;
        }
        catch
        {
            await open.DisposeAsync();
            throw;
        }
    }

    private static OpenStore Make(StoreChoice choice, bool isStrict, bool creates)
    {
        var warnings = new WarningLog();
        try
        {
            return new OpenStore(choice, Engine(choice, isStrict, creates, warnings), warnings);
        }
        catch (ArgumentException faults)
        {
            throw ToolException.WrongUse($"--store or what belongs to it cannot be used. {faults.Message.Split(" (Parameter")[0]}");
        }
    }

    private static PrimaryStore Engine(StoreChoice choice, bool isStrict, bool creates, WarningLog warnings) => choice.Address.Kind switch
    {
        StoreKind.Sqlite => new SqliteStore(
            new SqliteStoreOptions
            {
                Path = choice.Address.Where,
                BusyTimeout = CallTimeout,
                MaxValueBytes = LongestValue,
                CreatesTables = creates,
                AllowNetworkFileSystem = !isStrict,
            },
            TimeProvider.System,
            warnings.For<SqliteStore>()),
        StoreKind.Redis => new RedisStore(
            new RedisStoreOptions
            {
                Configuration = choice.Address.Where,
                KeyPrefix = choice.NeedPrefix(),
                CallTimeout = CallTimeout,
                MaxValueBytes = LongestValue,
                AllowEviction = !isStrict,
            },
            warnings.For<RedisStore>()),
        _ => new PostgreSqlStore(
            new PostgreSqlStoreOptions
            {
                ConnectionString = choice.Address.Where,
                Schema = choice.Schema ?? "tidemark",
                CreatesTables = creates,
                CallTimeout = CallTimeout,
                MaxValueBytes = LongestValue,
            },
            warnings.For<PostgreSqlStore>()),
    };
}
