using System.Text.Json;

namespace Tidemark.Faults.Node;

/// <summary>What an app server is started with; its one argument, as JSON.</summary>
public sealed record Seat(string File)
{
    public const string Application = "faults";

    public TimeSpan NodeLease { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(12);

    public TimeSpan StoreTimeout { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How wrong this server's clock is. The store's is right.</summary>
    public TimeSpan ClockOffset { get; init; }

    public string ToArgument() => JsonSerializer.Serialize(this);

    public static Seat Parse(string argument) => JsonSerializer.Deserialize<Seat>(argument)!;
}
