using Microsoft.Extensions.Logging;

namespace Tidemark.Tests.Sessions;

/// <summary>Keeps what was logged.</summary>
internal sealed class Lines : ILogger<SessionManager>
{
    public List<string> All { get; } = [];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel level, EventId id, TState state, Exception? failure, Func<TState, Exception?, string> format)
    {
        lock (All)
            All.Add($"{format(state, failure)} {state} {failure}");
    }
}
