using StackExchange.Redis;
using Tidemark.Redis.Connection;
using Tidemark.Redis.Scripts;

namespace Tidemark.Redis;

/// <summary>The lists of users, each in a slot of its own: so no script of a session can see one, and what is said of it comes before or after.</summary>
internal sealed class UserLists(RedisLink link, RedisKeys keys, SessionScripts sessions)
{
    /// <summary>Changes a list, or only looks at it.</summary>
    /// <param name="verb">What the script is to do: E to enter, M to move, L to leave, ? to list.</param>
    /// <param name="user">Whose list.</param>
    /// <param name="session">Which session; default for none.</param>
    /// <param name="absolute">How long the session lives at the longest.</param>
    /// <param name="next">Where it moves to; default for nowhere.</param>
    /// <param name="cancellationToken">Ends a call that was not begun.</param>
    /// <returns>The list as it is then.</returns>
    public async ValueTask<IReadOnlyList<UserEntry>> RunAsync(
        char verb, UserKey user, StateKey session, TimeSpan absolute, StateKey next, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var head = new ScriptHead(sessions.Now);
        head.Byte((byte)verb);
        head.Number(ScriptTime.Of(absolute));
        head.Text(session == default ? new string('-', RedisKeys.NameLength) : RedisKeys.NameOf(session.Bytes));
        if (next != default)
            head.Text(RedisKeys.NameOf(next.Bytes));
        return UserEntries.Read((RedisResult[])(await link.RunAsync("list a user", RedisScript.User, [keys.User(user)], head.ToArray()))!);
    }

    /// <summary>Removes a session that is gone from its user's list. An entry that stays does no harm.</summary>
    public async ValueTask ForgetAsync(StateKey key, UserKey user)
    {
        if (user.IsNone)
            return;
        try
        {
            await RunAsync('L', user, key, TimeSpan.Zero, default, CancellationToken.None);
        }
        catch (StoreException)
        {
            // Whoever counts looks whether the session is there.
        }
    }
}
