using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>
/// What a node does with its sessions at each heartbeat: tells the store again what it could not be told, and what was used, and gives back what is
/// over. None of it keeps the rest, or the next heartbeat, from being done.
/// </summary>
internal sealed class Upkeep(NodeLeases node, ILogger log)
{
    private const int UsesPerCall = 1_000;
    private const int EvictedAtOnce = 64;

    // How long a session that is not held is remembered, so that its next grant is only a difference.
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    /// <summary>Does it. Does not fail.</summary>
    /// <param name="isAlive">Whether the store has just heard that the node lives. If not, it is only told again what it could not be told.</param>
    public async Task RunAsync(bool isAlive)
    {
        // Not awaited: part of a store may be unreachable, and time out for each. One that is down altogether is spared all but one.
        _ = node.Circuit.IsOpen ? node.Retries.TryOneAsync() : node.Retries.TryAllAsync();
        if (!isAlive)
            return;
        await TouchAsync(node.Sessions.All.Select(session => session.TakeDueUse()).Concat(node.Uses.TakeAll()));
        try
        {
            await EvictAsync();
        }
        catch (Exception failed)
        {
            log.EvictionFailed(failed);
        }
    }

    /// <summary>The node leaves: the store learns the last use of everything that is held, so that idle times count on.</summary>
    public Task TouchAllAsync() => TouchAsync(node.Sessions.All.Select(session => session.LastUse()).Concat(node.Uses.TakeAll()));

    private async Task TouchAsync(IEnumerable<SessionUse?> uses)
    {
        foreach (var some in uses.OfType<SessionUse>().Chunk(UsesPerCall))
            await TouchAsync(some);
    }

    /// <summary>Tells the store of uses. Does not fail.</summary>
    public async ValueTask TouchAsync(SessionUse[] uses)
    {
        try
        {
            await node.Store.TouchAsync(uses, CancellationToken.None);
        }
        catch (Exception failed)
        {
            log.TouchesFailed(uses.Length, failed);
        }
    }

    private async Task EvictAsync()
    {
        foreach (var some in node.Sessions.All.Where(session => session.IsWorthless(Memory)).Chunk(EvictedAtOnce))
        {
            var back = new List<Task>();
            foreach (var session in some)
            {
                if (node.Sessions.TryEvict(session, out var whenBack) && !whenBack.IsCompletedSuccessfully)
                    back.Add(whenBack.AsTask());
            }

            await Task.WhenAll(back);
        }
    }
}
