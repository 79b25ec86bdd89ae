using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// Another store beside the application's own, chosen in the same words. It has services of its own, so that both may be of one engine: the options of one
/// are not those of the other.
/// </summary>
internal sealed class OtherStore : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="application">The application's services: its options, clock, environment and log are the other store's as well.</param>
    /// <param name="choose">Chooses the store.</param>
    /// <param name="purpose">What it is called for, such as <c>ReplicateTo</c>.</param>
    public OtherStore(IServiceProvider application, Action<TidemarkBuilder> choose, string purpose)
    {
        var services = new ServiceCollection();
        services.AddSingleton(application.GetRequiredService<IOptions<TidemarkOptions>>());
        services.AddSingleton(application.GetRequiredService<TimeProvider>());
        services.AddSingleton(application.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        if (application.GetService<IHostEnvironment>() is { } environment)
            services.AddSingleton(environment);
        choose(new TidemarkBuilder(services));
        _services = services.BuildServiceProvider();
        Store = _services.GetService<IPrimaryStore>() ?? throw new InvalidOperationException(
            $"{purpose} was given no store. Choose one in it, such as {purpose}(store => store.UseRedis(\"localhost\")).");
    }

    public IPrimaryStore Store { get; }

    /// <summary>Has the store do what it does when a host starts.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _services.GetService<IStartupValidator>()?.Validate();
        foreach (var service in _services.GetServices<IHostedService>())
        {
            if (service is IHostedLifecycleService starting)
                await starting.StartingAsync(cancellationToken);
            await service.StartAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
