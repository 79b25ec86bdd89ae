using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Checks;

/// <summary>Keeps the warnings of wrong use that a node logs.</summary>
internal sealed class Warnings : ILogger<SessionManager>
{
    public const int ReadAndChanged = 40;
    public const int ChangedTooLate = 41;
    public const int SharedInstance = 42;
    public const int NeverCommitted = 60;
    public const int PatchRefuted = 61;
    public const int HeldLong = 62;
    private const int CheckFailed = 43;

    private readonly ConcurrentQueue<(int Id, string Text)> _lines = [];

    public IReadOnlyList<string> All => [.. _lines.Select(line => line.Text)];

    public bool Has(int id) => _lines.Any(line => line.Id == id);

    public string Single(int id) => Assert.Single(_lines, line => line.Id == id).Text;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id is (>= ReadAndChanged and <= CheckFailed) or NeverCommitted or PatchRefuted or HeldLong)
            _lines.Enqueue((eventId.Id, $"{formatter(state, exception)} {exception}"));
    }
}

/// <summary>A rig with a node that looks for wrong use.</summary>
internal sealed class Watch
{
    public Watch(Action<TidemarkOptions>? configure = null)
    {
        Rig = new Rig(options =>
        {
            options.CheckUse = true;
            configure?.Invoke(options);
        });
        Node = Rig.NewNode(log: Warnings);
    }

    public Warnings Warnings { get; } = new();

    public Rig Rig { get; }

    public SessionManager Node { get; }

    public async Task<Session> OpenAsync(SessionId id, SessionAccess access = SessionAccess.Exclusive) =>
        await Node.OpenAsync(id, access, "GET /cart") ?? throw new InvalidOperationException("There is no such session.");
}
