using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>Tells the handlers of the application what happened to sessions.</summary>
internal sealed class SessionEvents(SessionNode node, IReadOnlyList<ISessionEvents> handlers)
{
    /// <summary>Whether there is a handler, so that ends are to be kept until they are told.</summary>
    public bool AreHeard => handlers.Count > 0;

    /// <summary>A session was stored for the first time. Does not fail.</summary>
    public async ValueTask StartedAsync(ClientState state, string purpose)
    {
        await using var session = node.Look(state, purpose);
        foreach (var handler in handlers)
        {
            try
            {
                await handler.StartedAsync(new StartedSession(session, state, purpose), CancellationToken.None);
            }
            catch (Exception failed)
            {
                node.Log.StartedFailed(state.Key, failed);
            }
        }
    }

    /// <summary>A session is over. False if a handler failed. Does not fail itself.</summary>
    public async ValueTask<bool> EndedAsync(EndedState ended, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = node.Look(node.Read(ended.Key, ended.State), nameof(ISessionEvents));
            foreach (var handler in handlers)
                await handler.EndedAsync(new EndedSession(session, ended), cancellationToken);
            return true;
        }
        catch (Exception failed)
        {
            node.Log.EndedFailed(ended.Key, ended.Reason, failed);
            return false;
        }
    }
}
