using Tidemark.Graph;
using Tidemark.Simulation.Clients;
using Tidemark.Simulation.Stores;
using Tidemark.Stores;

namespace Tidemark.Simulation.Replicas;

/// <summary>What a session was after one commit, and which version that was made on. Two that were made on the same one are of different histories.</summary>
/// <param name="Parent">The version before; null for the first.</param>
/// <param name="Point">Which it is.</param>
/// <param name="Content">All that it holds, as text.</param>
/// <param name="Log">The list that requests append to.</param>
internal sealed record SessionVersion(SessionVersion? Parent, HistoryPoint Point, string Content, string? Log)
{
    private const string Gone = "gone";

    /// <summary>Whether the session is over.</summary>
    public bool IsGone => Content == Gone;

    /// <summary>Whether a store took it that was about to be none, or was none any more, from a node that had lost touch with it: the known hole.</summary>
    public bool IsStray { get; init; }

    /// <summary>The version that a commit made.</summary>
    public static SessionVersion After(SessionVersion? parent, SessionImage image, CommitId commit) => image.Record is { Ended: null } record
        ? new SessionVersion(parent, HistoryPoint.Of(record), ContentOf(image), LogOf(image))
        : new SessionVersion(parent, new HistoryPoint(default, parent?.Point.Version.Next() ?? default, commit), Gone, null);

    /// <summary>All that a store has of a session, as text.</summary>
    public static string ContentOf(SessionImage image) => image.Record is not { Ended: null } record ? Gone : string.Join(
        '|',
        [record.Version.ToString(), record.Lifetime.ToString(), .. image.Changed.OrderBy(value => value.Name, StringComparer.Ordinal).Select(Text)]);

    /// <summary>This one and all that it was made on.</summary>
    public IEnumerable<SessionVersion> Past()
    {
        for (var version = this; version is not null; version = version.Parent)
            yield return version;
    }

    /// <summary>Whether it is another one, or came after it in the same history.</summary>
    public bool Follows(SessionVersion other) => Past().Any(version => ReferenceEquals(version, other));

    /// <summary>The first one that holds the same: a commit without differences is copied to nobody.</summary>
    public SessionVersion First() => Past().TakeWhile(version => version.Content == Content).Last();

    /// <summary>Whether both hold the same: a commit without differences leaves all as it is.</summary>
    public static bool AreSame(SessionVersion? one, SessionVersion? other) =>
        (one is null or { IsGone: true } && other is null or { IsGone: true })
        || (one is not null && other is not null && one.Content == other.Content && (one.Follows(other) || other.Follows(one)));

    private static string? LogOf(SessionImage image) =>
        image.Changed.FirstOrDefault(value => value.Name == Attributes.Log.Name) is { } log && Chains.Fault(log) is null ? TextOf(log) : null;

    private static string Text(StoredAttribute value) => $"{value.Name}={(Chains.Fault(value) is { } fault ? fault : TextOf(value))}";

    private static string? TextOf(StoredAttribute value)
    {
        try
        {
            return Attributes.Decode(value.Name, Chains.Value(value));
        }
        catch (GraphFormatException wrong)
        {
            return wrong.Message;
        }
    }

    public bool Equals(SessionVersion? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Point.GetHashCode();

    public override string ToString() => $"{Point.Version} {Content}";
}
