using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;

namespace Tidemark;

/// <summary>Shows the node to the store when the host starts, so that the first request does not pay for it, and begins to sweep.</summary>
/// <remarks>
/// When the host stops, the node tells no more ends of sessions. It leaves when the container disposes the <see cref="SessionManager"/>: after the last
/// request.
/// </remarks>
internal sealed class NodePresence(SessionManager sessions, ILogger<SessionManager> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await sessions.StartAsync(cancellationToken);
        }
        catch (SessionUnavailableException unavailable)
        {
            // The host starts all the same: requests without a session need no store. A store that can never work has a check of its own, which keeps the
            // host from starting; one that is down was logged as that.
            if (unavailable.IsRefused)
                log.StartRefused(unavailable);
        }
    }

    // While the services are still there that handlers of the application ask for.
    public Task StopAsync(CancellationToken cancellationToken) => sessions.StopTellingAsync().WaitAsync(cancellationToken);
}
