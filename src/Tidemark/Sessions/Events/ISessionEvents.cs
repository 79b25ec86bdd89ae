namespace Tidemark;

/// <summary>
/// Told when sessions start and end. Register yours with <c>AddTidemark().AddSessionEvents&lt;T&gt;()</c>, on every node; there may be several, which are
/// called one after another.
/// </summary>
/// <remarks>
/// <para>An end is told by one node of the cluster, whichever way the session ended and whichever node had it: at once if a node ended it, within a
/// <see cref="TidemarkOptions.SweepInterval"/> if it expired. It is told once if nothing fails. If a handler throws, takes longer than a minute, or
/// its node dies, the end is told again, to all handlers: make them bear it. An end that no handler has taken for a day is dropped.</para>
/// <para>A start is told by the node that created the session, once at most: never again if its node dies at that moment. A session that gets a new id
/// neither ends nor starts.</para>
/// <para>Sessions that were last stored by nodes without a handler end untold.</para>
/// </remarks>
public interface ISessionEvents
{
    /// <summary>
    /// A session was stored for the first time. Called before the commit returns, and so before the response leaves; if it throws, this is logged and
    /// the request goes on.
    /// </summary>
    /// <param name="session">As it was stored. Valid during the call.</param>
    /// <param name="cancellationToken">Never ends at present.</param>
    ValueTask StartedAsync(StartedSession session, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A session is over. Called in the background, one at a time on each node; if it throws, the end comes again.</summary>
    /// <param name="session">As it was at last. Valid during the call.</param>
    /// <param name="cancellationToken">Ends when another node may begin to tell the same end.</param>
    ValueTask EndedAsync(EndedSession session, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
