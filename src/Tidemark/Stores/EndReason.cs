namespace Tidemark.Stores;

/// <summary>Why a session ended.</summary>
public enum EndReason
{
    /// <summary>Nobody used it for as long as its idle time.</summary>
    Idle,

    /// <summary>It lived for as long as it may, however busy.</summary>
    Absolute,

    /// <summary>A request that had it ended it.</summary>
    Abandoned,

    /// <summary>It was ended from outside, such as a user's sign-out everywhere.</summary>
    Revoked,

    /// <summary>Its user began another session, and may not have more.</summary>
    Displaced,
}

/// <summary>That a session was ended, rather than expired.</summary>
/// <param name="Reason">Why.</param>
/// <param name="At">When, by the store's clock.</param>
public readonly record struct EndMark(EndReason Reason, DateTimeOffset At);
