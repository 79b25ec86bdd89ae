namespace Tidemark.Stores;

/// <summary>A session that is over, for whoever tells its end.</summary>
/// <param name="Key">The session.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="At">When, by the store's clock.</param>
/// <param name="State">Its last state, whole.</param>
public sealed record EndedState(StateKey Key, EndReason Reason, DateTimeOffset At, PrimaryState State);
