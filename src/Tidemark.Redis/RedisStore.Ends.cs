using StackExchange.Redis;
using Tidemark.Redis.Scripts;

namespace Tidemark.Redis;

// The ends of sessions, and their users.
public sealed partial class RedisStore
{
    /// <inheritdoc/>
    public async ValueTask<bool> EndAsync(StateKey key, EndReason reason, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        HolderLife? looked = null;

        // A live holder is left word first: once the session is over, nobody would ask for it any more.
        var answer = await _sessions.RunAsync("end a session", RedisScript.End, key, holder =>
        {
            looked = holder;
            var head = new ScriptHead(_sessions.Now, holder);
            head.Byte((byte)reason);
            return head.ToArray();
        }, touched: SlotKeys.SessionAndIndex, wants: true);
        if ((int)answer[0] == Answers.Missing)
            return false;
        if (looked is { IsOn: true } told)
            await LeaveWordAsync(told, key);
        await _users.ForgetAsync(key, Replies.User(answer[1]));
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EndedState>> ClaimEndedAsync(int limit, TimeSpan claim, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        ArgumentOutOfRangeException.ThrowIfLessThan(claim, TimeSpan.Zero);
        cancellationToken.ThrowIfCancellationRequested();
        var claimed = await _walk.RunAsync(
            "claim the ends of sessions", RedisScript.Claim, holder => NumberAndLongest(holder, ScriptTime.Of(claim)), limit, cancellationToken);
        return [.. claimed.Select(end => EndedOf(end.Key, end.Answer)).OfType<EndedState>()];
    }

    /// <inheritdoc/>
    public async ValueTask<EndedState?> ClaimEndAsync(StateKey key, TimeSpan claim, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(claim, TimeSpan.Zero);
        cancellationToken.ThrowIfCancellationRequested();
        var answer = await _sessions.RunAsync(
            "claim the end of a session", RedisScript.Claim, key, holder => NumberAndLongest(holder, ScriptTime.Of(claim)), touched: SlotKeys.SessionAndIndex);
        return (int)answer[0] == Answers.Done ? EndedOf(key, answer) : null;
    }

    /// <inheritdoc/>
    public async ValueTask ForgetEndedAsync(IReadOnlyCollection<StateKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var key in keys)
        {
            try
            {
                var answer = await _sessions.RunAsync("forget a session", RedisScript.Forget, key, NoMore, touched: SlotKeys.SessionAndIndex);
                if ((int)answer[0] != Answers.Missing)
                    await _users.ForgetAsync(key, Replies.User(answer[1]));
            }
            catch (UnreadableStateException)
            {
                // The others are forgotten all the same.
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UserEntry>> EnterUserAsync(
        UserKey user, StateKey session, Lifetime lifetime, CancellationToken cancellationToken) =>
        _users.RunAsync('E', user, session, lifetime.Absolute, default, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask MoveUserAsync(
        UserKey user, StateKey session, StateKey next, Lifetime lifetime, CancellationToken cancellationToken) =>
        await _users.RunAsync('M', user, session, lifetime.Absolute, next, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask LeaveUserAsync(UserKey user, StateKey session, CancellationToken cancellationToken) =>
        await _users.RunAsync('L', user, session, TimeSpan.Zero, default, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UserEntry>> ListUserAsync(UserKey user, CancellationToken cancellationToken) =>
        _users.RunAsync('?', user, default, TimeSpan.Zero, default, cancellationToken);

    private async ValueTask LeaveWordAsync(HolderLife holder, StateKey key)
    {
        try
        {
            await _sessions.LookAsync("end a session", holder.Node, holder.Lease, key);
        }
        catch (StoreRefusedException refused)
        {
            // The session has ended. That its holder was not told so is what is left to do: asked again, it is done.
            throw new StoreUnavailableException(refused.Message, refused);
        }
    }

    private static EndedState? EndedOf(StateKey key, RedisResult[] claimed)
    {
        try
        {
            return Replies.Read("claim the ends of sessions", claimed, answer => new EndedState(
                key, (EndReason)(int)answer[1], ScriptTime.Time((long)answer[2]), Replies.State(answer.AsSpan(3))));
        }
        catch (UnreadableStateException)
        {
            // Nobody can be told what it was. It goes when its time is up.
            return null;
        }
    }

    private byte[] OneNumber(HolderLife? holder, long number)
    {
        var head = new ScriptHead(_sessions.Now, holder);
        head.Number(number);
        return head.ToArray();
    }

    private byte[] NumberAndLongest(HolderLife? holder, long number)
    {
        var head = new ScriptHead(_sessions.Now, holder);
        head.Number(number);
        head.Int32(_longest);
        return head.ToArray();
    }

    private byte[] NoMore(HolderLife? holder) => new ScriptHead(_sessions.Now, holder).ToArray();
}
