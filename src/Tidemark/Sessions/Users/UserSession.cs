using Tidemark.Stores;

namespace Tidemark;

/// <summary>One of a user's sessions, as of its last commit.</summary>
public sealed class UserSession : SessionSnapshot
{
    // Half of the key: enough to name one among a user's sessions, and not the key.
    private const int ReferenceBytes = StateKey.Size / 2;

    internal UserSession(Session session, StateKey key, PrimaryState state) : base(session, key) =>
        (Reference, LastUse) = (ReferenceOf(key), LastUseOf(state));

    /// <summary>
    /// Names it to <see cref="SessionManager.EndAsync(string, string, CancellationToken)"/>: 32 hexadecimal digits. No secret, so that it may stand in a form
    /// or an address: it opens nothing, and ends a session of this user only.
    /// </summary>
    public string Reference { get; }

    /// <summary>
    /// When it was last used, by the store's clock, as far as it knows: of a session that a node keeps, up to a quarter of its idle time too early. Null
    /// if it does not.
    /// </summary>
    public DateTimeOffset? LastUse { get; }

    /// <summary>Whether it is the session of this request.</summary>
    public bool Is(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Keys.Contains(Key);
    }

    internal static string ReferenceOf(StateKey key) => Convert.ToHexStringLower(key.Bytes[..ReferenceBytes]);
}
