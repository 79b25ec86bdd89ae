using System.Text.Json;

namespace Tidemark.Faults.Node;

/// <summary>What an app server is started with; its one argument, as JSON.</summary>
public sealed record Seat(string File)
{
    public const string Application = "faults";

    public TimeSpan NodeLease { get; init; } = TimeSpan.FromSeconds(2);

    // Where no request may fail, a store that is slow because the machine is busy must not make one fail.
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan StoreTimeout { get; init; } = TimeSpan.FromSeconds(8);

    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How wrong this server's clock is. The store's is right.</summary>
    public TimeSpan ClockOffset { get; init; }

    public string ToArgument() => JsonSerializer.Serialize(this);

    public static Seat Parse(string argument) => JsonSerializer.Deserialize<Seat>(argument)!;
}
