namespace Tidemark;

/// <summary>What a request does after a commit.</summary>
internal enum Afterwards
{
    /// <summary>It goes on with its session, and keeps what it has.</summary>
    GoOn,

    /// <summary>It goes on, probably without its session: whoever asks may have it.</summary>
    StandBy,

    /// <summary>It gives its session back, and may want it again.</summary>
    Leave,

    /// <summary>It is over.</summary>
    Close,
}
