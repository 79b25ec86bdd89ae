namespace Tidemark.Simulation.Network;

/// <summary>All ways of one process to its stores.</summary>
internal interface IProcessLink
{
    /// <summary>While true, nothing comes through in either direction.</summary>
    bool IsCut { get; set; }

    /// <summary>The simulation is over: every call fails at once and reaches nobody.</summary>
    bool IsClosed { get; set; }
}
