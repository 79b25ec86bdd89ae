using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tidemark;
using Tidemark.Sqlite;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps sessions in a SQLite file.</summary>
public static class SqliteRegistration
{
    /// <summary>
    /// Keeps sessions in the file <paramref name="path"/>, shared by the processes of this machine. Replaces a store chosen before.
    /// </summary>
    /// <param name="builder">The set-up.</param>
    /// <param name="path">See <see cref="SqliteStoreOptions.Path"/>.</param>
    public static TidemarkBuilder UseSqlite(this TidemarkBuilder builder, string path) => builder.UseSqlite(options => options.Path = path);

    /// <summary>
    /// Keeps sessions in a file shared by the processes of this machine. Replaces a store chosen before. Uses the registered
    /// <see cref="TimeProvider"/>, or the system's. The options are validated when the host starts, and the file is opened: a file that can never be used
    /// keeps the host from starting.
    /// </summary>
    /// <param name="builder">The set-up.</param>
    /// <param name="configure">Sets the options.</param>
    public static TidemarkBuilder UseSqlite(this TidemarkBuilder builder, Action<SqliteStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqliteStoreOptions>, SqliteOptionsValidator>());
        builder.Services.AddOptions<SqliteStoreOptions>().Configure(configure).ValidateOnStart();
        builder.Services.RemoveAll<IPrimaryStore>();
        builder.Services.AddSingleton<IPrimaryStore>(services =>
        {
            var options = services.GetRequiredService<IOptions<SqliteStoreOptions>>().Value;
            var root = services.GetService<IHostEnvironment>()?.ContentRootPath ?? Directory.GetCurrentDirectory();
            options.Path = Path.GetFullPath(options.Path, root);
            options.MaxValueBytes ??= ValueLimit.Of(services.GetRequiredService<IOptions<TidemarkOptions>>().Value);
            return new SqliteStore(options, services.GetService<TimeProvider>() ?? TimeProvider.System, services.GetService<ILogger<SqliteStore>>());
        });
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SqliteStartup>());
        return builder;
    }

    private sealed class SqliteOptionsValidator : IValidateOptions<SqliteStoreOptions>
    {
        public ValidateOptionsResult Validate(string? name, SqliteStoreOptions options) =>
            options.Faults() is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
