using Tidemark.Replication;
using Tidemark.Simulation.Clockwork;
using Tidemark.Stores;

namespace Tidemark.Simulation.Replicas;

/// <summary>A process that keeps whichever of two stores is not the primary up to date with the other one, as each server with a stand-by does.</summary>
internal sealed class CopyProcess(NodeContext context, SimulatedTime time, ProcessStores stores, ReplicationOptions options, Trace trace)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public NodeContext Context => context;

    public ProcessStores Stores => stores;

    public void Start() => context.Post(async _ => await RunAsync(), null);

    private async Task RunAsync()
    {
        while (true)
        {
            var primary = await IsTurnedAsync() ? 1 : 0;
            try
            {
                await new Replicator(stores[primary], stores[1 - primary], options, time).RunAsync(CancellationToken.None);
            }
            catch (ReplicaRefusedException)
            {
                trace.Add("refused", context.Number, primary);
            }

            await Task.Delay(Pause, time);
        }
    }

    private async Task<bool> IsTurnedAsync()
    {
        try
        {
            return (await stores[0].Copies!.ReadStandingAsync(CancellationToken.None)).Role == StoreRole.Replica;
        }
        catch (StoreException)
        {
            return false;
        }
    }
}
