using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tidemark.Tool.Reading;

/// <summary>Keeps what a store warns of: an operator wants to know it, and not in the middle of a list.</summary>
internal sealed class WarningLog
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public void Add(string line) => _lines.Enqueue(line);

    public ILogger<T> For<T>() => new Log<T>(_lines);

    private sealed class Log<T>(ConcurrentQueue<string> lines) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                lines.Enqueue(formatter(state, exception));
        }
    }
}
