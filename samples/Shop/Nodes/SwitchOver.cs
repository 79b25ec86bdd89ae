using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tidemark.Replication;
using Tidemark.Stores;

namespace Shop.Nodes;

/// <summary>Makes the stand-by the primary while the app servers work, as <c>tidemark replica switch-over</c> does.</summary>
/// <param name="seat">Which stores: those of any app server.</param>
internal sealed class SwitchOver(NodeSeat seat)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>When it began, as a timestamp; null before.</summary>
    public long? Began { get; private set; }

    /// <summary>When it had ended; null before.</summary>
    public long? Ended { get; private set; }

    public TimeSpan Took => Began is { } began && Ended is { } ended ? Stopwatch.GetElapsedTime(began, ended) : TimeSpan.Zero;

    /// <exception cref="TimeoutException">The stand-by is not ready, or app servers did not leave the primary, which is open again.</exception>
    /// <exception cref="StoreException">A store could not be reached, or is something else.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // The stores are chosen as the app servers choose them. This process is no app server: nothing is started.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = NodeServer.Name });
        SessionStores.Add(builder.Services, seat);
        builder.Services.TryAddSingleton(TimeProvider.System);
        using var host = builder.Build();
        var stores = host.Services.GetRequiredService<FailoverStore>();
        var change = new ReplicaSwitch(stores.First, stores.Second);
        await UntilReachedAsync(change, cancellationToken);
        Began = Stopwatch.GetTimestamp();
        await RunAsync(change, cancellationToken);
        Ended = Stopwatch.GetTimestamp();
    }

    // What a call that is lost has broken off, the next one takes up.
    private async Task RunAsync(ReplicaSwitch change, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await change.SwitchOverAsync(Patience, cancellationToken);
                return;
            }
            catch (StoreUnavailableException) when (Stopwatch.GetElapsedTime(Began!.Value) < Patience)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    // The app servers may not have come to fill the stand-by yet, and the connections of this process have to be made.
    private static async Task UntilReachedAsync(ReplicaSwitch change, CancellationToken cancellationToken)
    {
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                if ((await change.LagAsync(cancellationToken)) is { IsExact: true, Level: not null })
                    return;
            }
            catch (StoreUnavailableException) when (Stopwatch.GetElapsedTime(began) < Patience)
            {
            }

            if (Stopwatch.GetElapsedTime(began) > Patience)
                throw new TimeoutException($"The stand-by did not come to have what the primary has within {Patience.TotalSeconds:0} seconds.");
            await Task.Delay(Pause, cancellationToken);
        }
    }
}
