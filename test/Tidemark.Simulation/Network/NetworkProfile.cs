namespace Tidemark.Simulation.Network;

/// <summary>How bad the network is. Probabilities are per message.</summary>
internal sealed record NetworkProfile
{
    public static NetworkProfile Good { get; } = new();

    /// <summary>A request never reaches the store.</summary>
    public double RequestLoss { get; init; }

    /// <summary>The store does what was asked, and its answer never comes.</summary>
    public double AnswerLoss { get; init; }

    /// <summary>The store sees a request a second time, perhaps much later.</summary>
    public double Duplicates { get; init; }

    /// <summary>A message takes up to 200 ms instead of up to 2 ms, so that others overtake it.</summary>
    public double Slow { get; init; }

    /// <summary>A request takes up to <see cref="Latest"/>: its sender may have given up, or be dead, when it arrives.</summary>
    public double Late { get; init; }

    /// <summary>A signal never arrives. Signals are as slow as other messages, and late ones take up to 8 s.</summary>
    public double SignalLoss { get; init; }

    public double SignalDuplicates { get; init; }

    /// <summary>How late a late request is at most.</summary>
    public TimeSpan Latest { get; init; } = TimeSpan.FromSeconds(5);

    public static NetworkProfile Draw(Random random)
    {
        double Some(double most) => random.Next(3) switch { 0 => 0, 1 => most / 5, _ => most } * random.NextDouble();
        return new NetworkProfile
        {
            RequestLoss = Some(0.15),
            AnswerLoss = Some(0.15),
            Duplicates = Some(0.15),
            Slow = Some(0.4),
            Late = Some(0.05),
            SignalLoss = Some(0.8),
            SignalDuplicates = Some(0.3),
        };
    }
}
