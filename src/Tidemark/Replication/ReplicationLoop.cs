using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;

namespace Tidemark.Replication;

/// <summary>Keeps a replicator running for as long as its host does: a replica that falls behind is no reason to stop the application.</summary>
internal static class ReplicationLoop
{
    /// <param name="run">Runs a replicator until something ends it.</param>
    /// <param name="pause">How long to wait before it is run again.</param>
    /// <param name="time">For the pause.</param>
    /// <param name="log">Gets why it ended; of refusals that say the same only the first.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(Func<CancellationToken, Task> run, TimeSpan pause, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        string? said = null;
        while (true)
        {
            try
            {
                await run(cancellationToken);
            }
            catch (ReplicaRefusedException refused)
            {
                // So it is for a moment whenever two stores change places.
                ReplicationMeter.Refused();
                if (said != refused.Message)
                    log.ReplicationRefused(refused);
                said = refused.Message;
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                log.ReplicationFailed(fault);
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }
}
