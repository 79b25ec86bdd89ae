using System.Runtime.CompilerServices;
using Tidemark.Redis.Connection;
using Tidemark.Redis.Scripts;

namespace Tidemark.Redis;

/// <summary>Does what is usual in one trip: three scripts, the only ones that know a rule.</summary>
internal sealed class UsualScripts(RedisLink link, RedisKeys keys, FollowedFeed feed, int longest, Func<long?> clock)
{
    /// <summary>Runs the script of a request, which loads the record if anything about it is unusual.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<RecordReply> RunAsync(RecordKey key, string verb, UsualRequest usual)
    {
        var named = usual is UsualCommit && feed.IsOn;
        var reply = usual switch
        {
            UsualGrant grant => link.RunAsync(verb, RedisScript.Grant, [keys.RecordOnly(key)], Head(grant)),
            UsualCommit { Request: var request } => link.RunAsync(
                verb, RedisScript.Commit, keys.Written(key, isMoved: false, named), Head(request, named), ScriptArguments.Of(request.Differences)),
            UsualReturn given => link.RunAsync(verb, RedisScript.Return, [keys.RecordOnly(key)], Head(given)),
            _ => throw new ArgumentException("No script does that.", nameof(usual)),
        };
        return RecordReplies.Read(verb, await reply, usual.Newer, feed, named);
    }

    private byte[] Head(UsualGrant grant)
    {
        var head = new ScriptHead(clock());
        head.Want(grant.Known, longest);
        head.Tag();
        head.Id(grant.Node.Value);
        head.Id(grant.Lease);
        head.Id(grant.KnownUnder.Lease);
        head.Text(grant.Purpose);
        return head.ToArray();
    }

    private byte[] Head(CommitRequest request, bool named)
    {
        var head = new ScriptHead(clock());
        head.Flag((request.Then == AfterCommit.Keep ? ScriptFlags.Keeps : 0) | (request.TellsEnd ? ScriptFlags.TellsEnd : 0)
            | (request.User.IsNone ? 0 : ScriptFlags.HasUser) | (named ? ScriptFlags.HasFeed : 0));
        head.Token(request.Token);
        head.Number(request.Base.Number);
        head.Id(request.Id.Value);
        head.Number(RecordTime.Of(request.Lifetime.Idle));
        head.Number(RecordTime.Of(request.Lifetime.Absolute));
        if (!request.User.IsNone)
            head.Bytes(request.User.Bytes);
        if (request.Then == AfterCommit.Keep)
            head.Text(request.Purpose);
        return head.ToArray();
    }

    private byte[] Head(UsualReturn given)
    {
        var head = new ScriptHead(clock());
        head.Tag();
        head.Token(given.Token);
        head.Number(RecordTime.Of(given.Unused));
        return head.ToArray();
    }
}
