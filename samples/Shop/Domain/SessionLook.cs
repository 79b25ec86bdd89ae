using Tidemark;

namespace Shop.Domain;

public static class SessionLook
{
    /// <summary>Gets an attribute only to show it: the live object where the request holds the session, else a snapshot.</summary>
    public static ValueTask<T?> LookAsync<T>(this Session session, SessionKey<T> key) =>
        session.Access == SessionAccess.Exclusive ? session.GetAsync(key) : new(session.Read(key));
}
