using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>What a node does with its sessions at each heartbeat: tells the store what was used, and gives back what is over.</summary>
internal sealed class Upkeep(NodeLeases node, ILogger log)
{
    private const int UsesPerCall = 1_000;

    // How long a session that is not held is remembered, so that its next grant is only a difference.
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    public async Task RunAsync()
    {
        await node.LooseEnds.SettleAsync();
        await TouchAsync(node.Sessions.All.Select(session => session.TakeDueUse()));
        foreach (var session in node.Sessions.All)
        {
            if (session.IsWorthless(Memory) && node.Sessions.TryEvict(session, out var back))
                await back;
        }
    }

    /// <summary>The node leaves: the store learns the last use of everything that is held, so that idle times count on.</summary>
    public Task TouchAllAsync() => TouchAsync(node.Sessions.All.Select(session => session.LastUse()));

    private async Task TouchAsync(IEnumerable<SessionUse?> uses)
    {
        foreach (var some in uses.OfType<SessionUse>().Chunk(UsesPerCall))
        {
            try
            {
                await node.Store.TouchAsync(some, CancellationToken.None);
            }
            catch (SessionUnavailableException unavailable)
            {
                log.TouchesFailed(some.Length, unavailable);
                return;
            }
        }
    }
}
