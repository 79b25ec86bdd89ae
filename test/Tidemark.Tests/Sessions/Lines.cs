using Microsoft.Extensions.Logging;

namespace Tidemark.Tests.Sessions;

/// <summary>Keeps what was logged.</summary>
internal sealed class Lines : ILogger<SessionManager>
{
    private readonly List<string> _all = [];

    /// <summary>What was logged so far. The node goes on logging.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (_all)
                return [.. _all];
        }
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel level, EventId id, TState state, Exception? failure, Func<TState, Exception?, string> format)
    {
        lock (_all)
            _all.Add($"{format(state, failure)} {state} {failure}");
    }
}
