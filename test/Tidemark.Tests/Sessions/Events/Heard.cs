using Tidemark.Stores;

namespace Tidemark.Tests.Sessions;

/// <summary>Keeps what it is told, and fails when the test says so.</summary>
internal sealed class Heard : ISessionEvents
{
    public List<string> Started { get; } = [];

    public List<(string Session, EndReason Reason)> Ended { get; } = [];

    public Action<StartedSession> OnStarted { get; set; } = _ => { };

    public Func<EndedSession, CancellationToken, Task> OnEnded { get; set; } = (_, _) => Task.CompletedTask;

    public ValueTask StartedAsync(StartedSession session, CancellationToken cancellationToken)
    {
        Started.Add(session.Session);
        OnStarted(session);
        return default;
    }

    public async ValueTask EndedAsync(EndedSession session, CancellationToken cancellationToken)
    {
        Ended.Add((session.Session, session.Reason));
        await OnEnded(session, cancellationToken);
    }
}
