using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Keeps everything that anybody logs, at every level: messages, their values, exceptions, scopes.</summary>
internal sealed class LogCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public IReadOnlyCollection<LogLine> Lines => _lines;

    public bool Has(int eventId) => _lines.Any(line => line.Id == eventId && line.Category.StartsWith("Tidemark", StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) => new Sink(categoryName, _lines);

    public void Dispose()
    {
    }

    private sealed class Sink(string category, ConcurrentQueue<LogLine> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            lines.Enqueue(new LogLine(category, LogLevel.Trace, 0, $"{state}"));
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(pair => pair.Value)) : "";
            lines.Enqueue(new LogLine(category, logLevel, eventId.Id, $"{formatter(state, exception)} {values} {exception}"));
        }
    }
}

internal sealed record LogLine(string Category, LogLevel Level, int Id, string Text);
