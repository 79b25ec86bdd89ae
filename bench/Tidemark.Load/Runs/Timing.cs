namespace Tidemark.Load.Runs;

/// <summary>How long everything takes.</summary>
/// <param name="Rounds">How often each contestant has its turn.</param>
/// <param name="Turn">How long a turn is.</param>
/// <param name="WarmUp">How long each contestant runs before the first turn.</param>
/// <param name="Monitor">How long the commands of Redis are recorded.</param>
internal sealed record Timing(int Rounds, TimeSpan Turn, TimeSpan WarmUp, TimeSpan Monitor)
{
    /// <summary>Between a turn and what is counted of Redis.</summary>
    public TimeSpan Pause { get; } = TimeSpan.FromMilliseconds(250);

    public static readonly Timing Full = new(5, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(15));

    /// <summary>Only to see that everything runs.</summary>
    public static readonly Timing Try = new(1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
}
