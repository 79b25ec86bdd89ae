using Tidemark.Stores;

namespace Tidemark.Leases;

// The ends of sessions, and their users.
internal sealed partial class StoreCalls
{
    /// <summary>Whether there was such a session. It counts as there if it was asked more than once: the first time may have ended it.</summary>
    public async ValueTask<bool> EndAsync(StateKey key, EndReason reason, CancellationToken cancellationToken)
    {
        var (ended, repeated) = await CallAsync(
            "end", (key, reason), static (store, what, ct) => store.EndAsync(what.key, what.reason, ct), cancellationToken);
        return ended || repeated;
    }

    /// <summary>Runs to its end or to the end of its budget: what was claimed and arrives nowhere is told late.</summary>
    public async ValueTask<IReadOnlyList<EndedState>> ClaimEndedAsync(int limit, TimeSpan claim)
    {
        var (ended, _) = await CallAsync(
            "claim ended", (limit, claim), static (store, what, ct) => store.ClaimEndedAsync(what.limit, what.claim, ct), CancellationToken.None);
        return ended;
    }

    /// <summary>As <see cref="ClaimEndedAsync"/>.</summary>
    public async ValueTask<EndedState?> ClaimEndAsync(StateKey key, TimeSpan claim)
    {
        var (ended, _) = await CallAsync(
            "claim end", (key, claim), static (store, what, ct) => store.ClaimEndAsync(what.key, what.claim, ct), CancellationToken.None);
        return ended;
    }

    public async ValueTask ForgetEndedAsync(IReadOnlyCollection<StateKey> keys) => await CallAsync(
        "forget ended",
        keys,
        static async (store, keys, ct) =>
        {
            await store.ForgetEndedAsync(keys, ct);
            return true;
        },
        CancellationToken.None);

    /// <summary>Whether there is a session, and it is the user's.</summary>
    public async ValueTask<bool> IsBoundAsync(UserKey user, StateKey session, CancellationToken cancellationToken) =>
        await ReadHeadAsync(session, cancellationToken) is { } head && head.User == user;

    public async ValueTask<IReadOnlyList<UserEntry>> EnterUserAsync(
        UserKey user, StateKey session, Lifetime lifetime, CancellationToken cancellationToken)
    {
        var (entries, _) = await CallAsync(
            "enter user",
            (user, session, lifetime),
            static (store, what, ct) => store.EnterUserAsync(what.user, what.session, what.lifetime, ct),
            cancellationToken);
        return entries;
    }

    public async ValueTask MoveUserAsync(
        UserKey user, StateKey session, StateKey next, Lifetime lifetime, CancellationToken cancellationToken) => await CallAsync(
        "move user",
        (user, session, next, lifetime),
        static async (store, what, ct) =>
        {
            await store.MoveUserAsync(what.user, what.session, what.next, what.lifetime, ct);
            return true;
        },
        cancellationToken);

    public async ValueTask LeaveUserAsync(UserKey user, StateKey session, CancellationToken cancellationToken) => await CallAsync(
        "leave user",
        (user, session),
        static async (store, what, ct) =>
        {
            await store.LeaveUserAsync(what.user, what.session, ct);
            return true;
        },
        cancellationToken);

    public async ValueTask<IReadOnlyList<UserEntry>> ListUserAsync(UserKey user, CancellationToken cancellationToken)
    {
        var (entries, _) = await CallAsync(
            "list user", user, static (store, user, ct) => store.ListUserAsync(user, ct), cancellationToken, kind: CallKind.Read);
        return entries;
    }
}
