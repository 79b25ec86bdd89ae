using Tidemark.Simulation.Network;

namespace Tidemark.Simulation.Runs;

/// <summary>What a run is asked to show.</summary>
internal enum RunMode
{
    /// <summary>Faults never stop, and the run ends in their midst: nothing wrong may have happened.</summary>
    Safety,

    /// <summary>Faults stop: then everything must come to its end, and everybody must get the session.</summary>
    Liveness,
}

/// <summary>The dimensions of one run, all drawn from its seed: each run has faults of some kinds only, and some have none.</summary>
internal sealed record RunProfile
{
    public required int Seed { get; init; }

    public required RunMode Mode { get; init; }

    public required int Nodes { get; init; }

    public required int Browsers { get; init; }

    public required int ClientsPerBrowser { get; init; }

    /// <summary>How long the faults, and the clients, go on.</summary>
    public required TimeSpan Storm { get; init; }

    /// <summary>How long a client waits between two requests, at most.</summary>
    public required TimeSpan Think { get; init; }

    /// <summary>How often a browser's request goes to the node of the one before.</summary>
    public required double Stickiness { get; init; }

    public required NetworkProfile Network { get; init; }

    public required int Pauses { get; init; }

    public required int Partitions { get; init; }

    public required int Crashes { get; init; }

    public required int Shutdowns { get; init; }

    /// <summary>How often a session is ended from outside.</summary>
    public int Ends { get; init; }

    /// <summary>
    /// Which node, and each one that many later, never hears a signal, after the faults stop neither; null for none. It counts modulo <see cref="Nodes"/>.
    /// </summary>
    public int? Deaf { get; init; }

    /// <summary>How much faster or slower than true time a node's clock may be.</summary>
    public required double Drift { get; init; }

    public TimeSpan NodeLease { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan StoreTimeout { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LockWaitTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Whether nothing goes wrong in this run, so that every request must succeed.</summary>
    public bool IsCalm => Network == NetworkProfile.Good && Pauses + Partitions + Crashes + Shutdowns + Ends == 0 && Deaf is null;

    public static RunProfile Draw(int seed)
    {
        var random = Draws.For(seed, 1);
        int Some(int most) => random.Next(2) == 0 ? 0 : random.Next(most + 1);
        var isCalm = random.Next(12) == 0;
        var profile = new RunProfile
        {
            Seed = seed,
            Mode = seed % 2 == 0 ? RunMode.Safety : RunMode.Liveness,
            Nodes = 2 + random.Next(4),
            Browsers = 1 + random.Next(3),
            ClientsPerBrowser = 2 + random.Next(2),
            Storm = TimeSpan.FromSeconds(5 + random.Next(12)),
            Think = TimeSpan.FromMilliseconds(random.Next(2) == 0 ? 80 : 600),
            Stickiness = random.Next(3) / 2.0,
            Network = NetworkProfile.Draw(random),
            Pauses = Some(5),
            Partitions = Some(5),
            Crashes = Some(4),
            Shutdowns = Some(2),
            Drift = random.Next(2) * 0.05,
        };
        if (random.Next(4) == 0)
            profile = profile with { Deaf = random.Next(profile.Nodes) };
        profile = profile with { Ends = Some(4) };
        return isCalm ? profile with { Network = NetworkProfile.Good, Pauses = 0, Partitions = 0, Crashes = 0, Shutdowns = 0, Ends = 0, Deaf = null } : profile;
    }
}

/// <summary>Independent random numbers for each part of a run, all from its seed.</summary>
internal static class Draws
{
    public static Random For(int seed, int part) => new(unchecked((seed * 1_000_003) ^ (part * 7_368_787)));
}
