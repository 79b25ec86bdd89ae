using Tidemark.Simulation.Clockwork;
namespace Tidemark.Simulation.Network;

/// <summary>Decides by seed what becomes of each message between the nodes and the store, and carries it.</summary>
internal sealed class SimulatedNetwork(EventQueue events, Random random)
{
    private static readonly TimeSpan LatestSignal = TimeSpan.FromSeconds(8);

    /// <summary>How bad it is. May change while the run goes on.</summary>
    public NetworkProfile Profile { get; set; } = NetworkProfile.Good;

    public long Now => events.Now;

    /// <summary>What becomes of a request.</summary>
    public Route PlanRoute()
    {
        var loss = Happens(Profile.RequestLoss) ? Loss.Request : Happens(Profile.AnswerLoss) ? Loss.Answer : Loss.None;
        var there = Happens(Profile.Late) ? Upto(Profile.Latest) : Hop();
        TimeSpan? again = Happens(Profile.Duplicates) ? (random.Next(3) == 0 ? Upto(Profile.Latest) : Hop()) : null;

        // A lost message is noticed by a broken connection, or only by silence.
        TimeSpan? noticed = random.Next(3) == 0 ? null : Hop();
        return new Route(there, Hop(), again, loss, noticed);
    }

    /// <summary>When a signal arrives: never, once, or more often.</summary>
    public IEnumerable<TimeSpan> PlanSignal()
    {
        if (Happens(Profile.SignalLoss))
            yield break;
        do
            yield return Happens(Profile.Late) ? Upto(LatestSignal) : Hop();
        while (Happens(Profile.SignalDuplicates));
    }

    public void After(TimeSpan delay, Action arrives) => events.After(delay, arrives);

    private bool Happens(double probability) => probability > 0 && random.NextDouble() < probability;

    private TimeSpan Hop() => Happens(Profile.Slow)
        ? Upto(TimeSpan.FromMilliseconds(200))
        : TimeSpan.FromMicroseconds(100 + random.Next(1900));

    private TimeSpan Upto(TimeSpan most) => most * random.NextDouble();
}

/// <summary>What becomes of one request.</summary>
/// <param name="There">How long it takes to the store.</param>
/// <param name="Back">How long the answer takes.</param>
/// <param name="Again">How long its duplicate takes, which may be less; null if there is none.</param>
/// <param name="Loss">What is lost.</param>
/// <param name="Noticed">How long after a loss the sender is told; null if never.</param>
internal readonly record struct Route(TimeSpan There, TimeSpan Back, TimeSpan? Again, Loss Loss, TimeSpan? Noticed);

internal enum Loss
{
    None,
    Request,
    Answer,
}
