using Microsoft.Extensions.DependencyInjection;

namespace Tidemark;

/// <summary>Gives each event a handler in a scope of its own, as a request has: a handler may use what is scoped, and the node itself.</summary>
internal sealed class ScopedEvents<T>(IServiceScopeFactory scopes) : ISessionEvents
    where T : class, ISessionEvents
{
    public async ValueTask StartedAsync(StartedSession session, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<T>().StartedAsync(session, cancellationToken);
    }

    public async ValueTask EndedAsync(EndedSession session, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<T>().EndedAsync(session, cancellationToken);
    }
}
