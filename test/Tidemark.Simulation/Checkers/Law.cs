namespace Tidemark.Simulation.Checkers;

/// <summary>What must always hold: section 7 of the design, by name.</summary>
internal enum Law
{
    /// <summary>I1: accepted commits form one chain, each naming the current lease and the version before.</summary>
    Chain,

    /// <summary>I2: once a later lease is granted, nothing sent under an earlier one is accepted; no token is granted twice.</summary>
    Fence,

    /// <summary>I3: what requests saw and were told fits one order of all commits of the session.</summary>
    Linearizable,

    /// <summary>I4: once the faults stop, everybody gets the session in time, and nothing stays behind.</summary>
    Liveness,

    /// <summary>I6: a node does not believe in its leases when the store may have given them away.</summary>
    Trust,

    /// <summary>I6: no two nodes work on a session at the same time and both get it committed.</summary>
    Exclusion,

    /// <summary>I7: committed means in the store, refused means not, and the same commit is applied once.</summary>
    Honest,

    /// <summary>I9: what belongs to one session is never seen in another.</summary>
    Mixing,

    /// <summary>I13: what has not changed is not sent.</summary>
    Minimal,

    /// <summary>What was appended and acknowledged is in the list once, in the order of the versions; what was refused is not.</summary>
    Append,

    /// <summary>Once a session was ended from outside it is granted to nobody, and nothing is accepted.</summary>
    Ended,

    /// <summary>Whatever goes wrong, a request is told by an exception made for it.</summary>
    Typed,

    /// <summary>I10: a session in a replica is at any moment one that the primary once was, and at last the one that it is.</summary>
    Replica,

    /// <summary>Of one epoch only one store takes commits and grants leases, and no store takes what is of an epoch that is past.</summary>
    OnePrimary,

    /// <summary>A planned change loses nothing that was accepted. A promotion loses of each session at most the end.</summary>
    Kept,

    /// <summary>Whoever follows a feed is told of every change after the last one that they know.</summary>
    Feed,

    /// <summary>The simulation itself: everything runs on one thread.</summary>
    Deterministic,
}

/// <summary>A law that was broken.</summary>
internal sealed record Finding(Law Law, string What)
{
    public override string ToString() => $"{Law}: {What}";
}
