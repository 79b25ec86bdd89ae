namespace Tidemark;

/// <summary>Where a request is, as seen from its session.</summary>
internal enum HoldPhase
{
    /// <summary>It has no turn, and does not need one yet: the session is new, or a snapshot.</summary>
    Outside,

    /// <summary>It has a turn.</summary>
    Inside,

    /// <summary>It has a turn that may be taken from it.</summary>
    StandingBy,

    /// <summary>It is over.</summary>
    Closed,
}
