namespace Tidemark.Tool.Reading;

/// <summary>A change that a feed tells. The names of its properties are those of the JSON.</summary>
/// <param name="Time">When, by the store's clock.</param>
/// <param name="Record"><c>session</c>, or <c>user</c> for the list of a user's sessions; null for <c>gap</c>.</param>
/// <param name="Name">The digits of its key that log lines have.</param>
/// <param name="Reference">Of a session: digits that no other session has.</param>
/// <param name="Change">
/// <c>stored</c>, <c>ended</c>, <c>gone</c> or <c>damaged</c>: what is there when the line is written, which may be more than one change later; or <c>gap</c>,
/// if records may have gone that the feed no longer tells.
/// </param>
/// <param name="Version">Of a session that is there: its version.</param>
internal sealed record FeedLine(DateTimeOffset Time, string? Record, string? Name, string? Reference, string Change, long? Version)
{
    public static FeedLine OfUser(MarkedRecord change) => new(change.Mark.Time, "user", change.Key.Session.ToString(), null, "stored", null);

    public static FeedLine OfSession(MarkedRecord change, InspectedSession? found) => Line(
        change, found switch { null => "gone", { Record.Ended: not null } => "ended", _ => "stored" }, found?.Record.Version.Number);

    public static FeedLine Damaged(MarkedRecord change) => Line(change, "damaged", null);

    public static FeedLine Gap(ChangeMark horizon) => new(horizon.Time, null, null, null, "gap", null);

    private static FeedLine Line(MarkedRecord change, string what, long? version) =>
        new(change.Mark.Time, "session", change.Key.Session.ToString(), SessionReference.Of(change.Key.Session), what, version);
}
