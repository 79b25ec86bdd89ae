using Tidemark.Simulation.Network;
using Tidemark.Simulation.Runs;

namespace Tidemark.Simulation.Replicas;

/// <summary>The dimensions of a run with two stores, all drawn from its seed.</summary>
internal sealed record ReplicaProfile
{
    /// <summary>What befalls nodes and their clients.</summary>
    public required RunProfile Run { get; init; }

    /// <summary>How often it is to be changed over.</summary>
    public required int Changes { get; init; }

    /// <summary>How often the primary is lost, and its replica promoted.</summary>
    public required int Promotions { get; init; }

    /// <summary>How often a process loses its way to one store.</summary>
    public required int Cuts { get; init; }

    /// <summary>How often a store is away from everybody.</summary>
    public required int Outages { get; init; }

    /// <summary>How many processes copy from the start.</summary>
    public required int Copiers { get; init; }

    /// <summary>How often one of them is killed, and another one begins.</summary>
    public required int Kills { get; init; }

    /// <summary>How often one of them stands still for a while.</summary>
    public required int Freezes { get; init; }

    /// <summary>How often one more begins.</summary>
    public required int Doubles { get; init; }

    /// <summary>How often the operator's command is broken off.</summary>
    public required int BrokenOff { get; init; }

    public int Seed => Run.Seed;

    public static ReplicaProfile Draw(int seed)
    {
        var random = Draws.For(seed, 20);
        int Some(int most) => random.Next(2) == 0 ? 0 : random.Next(most + 1);
        var run = RunProfile.Draw(seed) with { Mode = RunMode.Liveness, Storm = TimeSpan.FromSeconds(8 + random.Next(14)) };
        var isCalm = run.IsCalm;
        return new ReplicaProfile
        {
            Run = run with { Network = isCalm ? NetworkProfile.Good : run.Network },
            Changes = random.Next(4),
            Promotions = Some(3),
            Cuts = isCalm ? 0 : Some(6),
            Outages = isCalm ? 0 : Some(2),
            Copiers = 1 + random.Next(2),
            Kills = isCalm ? 0 : Some(4),
            Freezes = isCalm ? 0 : Some(8),
            Doubles = Some(2),
            BrokenOff = isCalm ? 0 : Some(3),
        };
    }
}
