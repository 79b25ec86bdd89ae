using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>An attribute that became another in the primary, and now is so in the replica.</summary>
/// <param name="Session">The session, by a reference that logs show as well: it tells sessions apart, and opens none.</param>
/// <param name="Version">The version of the session.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="Paths">
/// What differs, such as <c>Lines[3].Quantity</c>; empty if the whole value is another one, or if it was compared byte by byte.
/// </param>
/// <param name="HasMorePaths">Whether more differs than <paramref name="Paths"/> tells.</param>
public sealed record ReplicatedChange(
    string Session, StateVersion Version, string Attribute, ReplicatedChangeKind Kind, IReadOnlyList<string> Paths, bool HasMorePaths);

/// <summary>What became of an attribute.</summary>
public enum ReplicatedChangeKind
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It has another value.</summary>
    Changed,

    /// <summary>It is gone.</summary>
    Removed,
}
