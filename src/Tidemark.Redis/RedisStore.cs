using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Tidemark.Redis.Connection;
using Tidemark.Redis.Scripts;

namespace Tidemark.Redis;

/// <summary>
/// Keeps primary states in Redis, or in a Redis Cluster, which spreads them over its servers. Each verb is one script, which checks before its first write.
/// The clock is that of the server that has the session.
/// </summary>
/// <remarks>
/// <para>Durability: that of the server. See docs/guide/redis.md for what a restart and a failover may lose. Safe for all threads. The connection
/// is made at the first verb; trouble with it comes as <see cref="StoreException"/> and needs no restart once it is over.</para>
/// <para>Scripts see one slot of a cluster. What is in others (whether the holder is alive, the lists of users) is asked for apart, before or after.</para>
/// </remarks>
public sealed partial class RedisStore : IPrimaryStore, IAsyncDisposable
{
    private readonly RedisKeys _keys;
    private readonly RedisLink _link;
    private readonly SessionScripts _sessions;
    private readonly NodeBeats _beats;
    private readonly IndexWalk _walk;
    private readonly UserLists _users;
    private readonly int _longest;

    /// <summary>Makes a store over the servers that the options name. Does not connect yet.</summary>
    /// <param name="options">Where and how. Do not change them afterwards.</param>
    /// <param name="log">Gets what happens to the connection; null for nobody.</param>
    /// <exception cref="ArgumentException">The options have faults; the message names all of them.</exception>
    public RedisStore(RedisStoreOptions options, ILogger<RedisStore>? log = null) : this(options, log, () => null)
    {
    }

    /// <summary>For tests, which say what time it is on the server, and how fast it goes by here.</summary>
    internal RedisStore(RedisStoreOptions options, ILogger<RedisStore>? log, Func<DateTimeOffset?> clock, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Faults() is { Count: > 0 } faults)
            throw new ArgumentException($"The Redis store cannot start. {string.Join(" ", faults)}", nameof(options));
        var logger = log ?? (ILogger)NullLogger.Instance;
        _keys = new RedisKeys(options.KeyPrefix);
        _longest = options.MaxValueBytes ?? ValueLimit.Usual;
        var pace = time ?? TimeProvider.System;
        Connection = new RedisConnection(options, new EvictionCheck(options, _keys, pace, logger), pace, logger);
        _link = new RedisLink(Connection);
        _sessions = new SessionScripts(_link, _keys, () => clock() is { } now ? ScriptTime.Of(now) : null);
        _beats = new NodeBeats(_link, _keys, _sessions);
        _walk = new IndexWalk(_link, _keys, _sessions, logger);
        _users = new UserLists(_link, _keys, _sessions);
    }

    internal RedisConnection Connection { get; }

    /// <inheritdoc/>
    public async ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var reply = await AcquireAsync(request, null);
        if (QuickReply.Is(reply))
        {
            await IndexAsync(request.Key, QuickReply.IsLate(reply));
            return Replies.Read("acquire a session", reply, static reply => QuickReply.Granted(reply));
        }

        var answer = (RedisResult[])reply!;
        if ((int)answer[0] == Answers.Held && await LookAsync(answer, request.Key) is { IsOn: false } dead)
            answer = (RedisResult[])(await AcquireAsync(request, dead))!;
        switch ((int)answer[0])
        {
            case Answers.Held:
                return new AcquireOutcome.Held(Replies.Node(answer[1]), ScriptTime.Span((long)answer[2]), (string)answer[3]!);
            case Answers.Granted:
                await IndexAsync(request.Key, (int)answer[2] == 1);
                var othersWait = (int)answer[1] == 1;
                if (othersWait)
                    await LeaveWordAsync(request);
                return Replies.Read("acquire a session", answer, answer =>
                    new AcquireOutcome.Granted(Replies.TokenOf((byte[])answer[3]!), Replies.State(answer.AsSpan(3)), othersWait));
            default:
                return AcquireOutcome.Missing.Instance;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        ValueLimit.Check("Redis", request.Differences, _longest);
        var keys = request.Token.IsNone || request.Then == AfterCommit.End ? SlotKeys.SessionAndIndex : SlotKeys.Session;
        var reply = await _sessions.AskAsync(
            "commit a session",
            RedisScript.Commit,
            request.Key,
            holder => CommitArguments.Head(request, _sessions.Now, holder),
            CommitArguments.Of(request.Differences),
            keys);
        if (QuickReply.Is(reply))
            return QuickReply.Committed(reply);
        var answer = (RedisResult[])reply!;
        switch ((int)answer[0])
        {
            case Answers.Fenced:
                return new CommitOutcome.Fenced((FenceReason)(int)answer[1]);
            case Answers.Misfit:
                return new CommitOutcome.Misfit((string)answer[1]!);
            default:
                await IndexAsync(request.Key, (int)answer[4] == 1);
                await _users.ForgetAsync(request.Key, Replies.User(answer[5]));
                if (request is { Then: AfterCommit.End, TellsEnd: false })
                    await _users.ForgetAsync(request.Key, request.User);
                return new CommitOutcome.Committed(Replies.Token(answer[1]), Replies.Version(answer[2]), (int)answer[3] == 1);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reply = await _sessions.AskAsync("release a session", RedisScript.Release, key, holder =>
        {
            var head = new ScriptHead(_sessions.Now, holder);
            head.Token(token);
            head.Number(ScriptTime.Of(unused));
            return head.ToArray();
        }, touched: SlotKeys.SessionAndIndex);
        if (QuickReply.Is(reply))
        {
            await IndexAsync(key, QuickReply.IsLate(reply));
            return;
        }

        var answer = (RedisResult[])reply!;
        if ((int)answer[0] == Answers.Missing)
            return;
        await IndexAsync(key, (int)answer[1] == 1);
        await _users.ForgetAsync(key, Replies.User(answer[2]));
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answer = await _sessions.RunAsync("read a session", RedisScript.Read, key, holder => NumberAndLongest(holder, known.Number));
        return (int)answer[0] switch
        {
            Answers.Same => new ReadOutcome.NotModified(ScriptTime.Span((long)answer[1])),
            Answers.Found => Replies.Read("read a session", answer, static answer => new ReadOutcome.Found(Replies.State(answer.AsSpan(1)))),
            _ => ReadOutcome.Missing.Instance,
        };
    }

    /// <inheritdoc/>
    public async ValueTask TouchAsync(IReadOnlyCollection<SessionUse> uses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(uses);
        cancellationToken.ThrowIfCancellationRequested();

        // All at once: they go out as one piece.
        await Task.WhenAll(uses.Select(use => TouchAsync(use).AsTask()));
    }

    /// <inheritdoc/>
    public async ValueTask<BeatOutcome> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lifetime, TimeSpan.Zero);
        cancellationToken.ThrowIfCancellationRequested();
        return await _beats.BeatAsync(node, lifetime);
    }

    /// <inheritdoc/>
    public async ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        cancellationToken.ThrowIfCancellationRequested();
        var removed = await _walk.RunAsync("sweep", RedisScript.Sweep, NoMore, limit, cancellationToken);
        foreach (var (key, answer) in removed)
            await _users.ForgetAsync(key, Replies.User(answer[1]));
        return removed.Count;
    }

    /// <inheritdoc/>
    public async ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken)
    {
        SchemaSize.Check(schema);
        cancellationToken.ThrowIfCancellationRequested();
        await _link.RunAsync(
            "publish a schema", RedisScript.Schema, [_keys.Schema(fingerprint)], new ScriptHead(null).ToArray(), [RedisValue.Null, schema]);
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var schema = (byte[]?)await _link.RunAsync(
            "read a schema", RedisScript.Schema, [_keys.Schema(fingerprint)], new ScriptHead(null).ToArray());
        return schema is null ? default(ReadOnlyMemory<byte>?) : schema;
    }

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        cancellationToken.ThrowIfCancellationRequested();
        return await _link.ListenAsync(_keys.Channel(node), message =>
        {
            if (PublishedSignal.Read(message) is { } signal)
                receiver(signal);
        });
    }

    /// <summary>Closes the connection, if it is the store's own. Verbs that come later throw <see cref="ObjectDisposedException"/>.</summary>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private ValueTask<RedisResult> AcquireAsync(AcquireRequest request, HolderLife? known) => _sessions.AskAsync(
        "acquire a session",
        RedisScript.Acquire,
        request.Key,
        holder =>
        {
            var head = new ScriptHead(_sessions.Now, holder ?? known);
            head.Id(request.Node.Value);
            head.Number(request.Known.Number);
            head.Id(LeaseToken.None.Next().Lease);
            head.Id(request.KnownUnder.Lease);
            head.Int32(_longest);
            head.Text(request.Purpose);
            return head.ToArray();
        },
        wants: true);

    // The holder was recalled already, and counts as alive until this says otherwise.
    private async ValueTask<HolderLife?> LookAsync(RedisResult[] held, StateKey key)
    {
        var token = (byte[])held[4]!;
        if (token.Length == 0)
            return null;
        try
        {
            return await _sessions.LookAsync("look for a holder", Replies.Node(held[1]), token, key);
        }
        catch (StoreException)
        {
            // In a cluster the holder's life may be where nothing can be reached. Who waits asks again.
            return null;
        }
    }

    // Those who wait have left word with the holder before.
    private async ValueTask LeaveWordAsync(AcquireRequest request)
    {
        try
        {
            await _sessions.LookAsync("acquire a session", request.Node, default, request.Key);
        }
        catch (StoreException)
        {
            // They ask again, and leave it then.
        }
    }

    private async ValueTask TouchAsync(SessionUse use)
    {
        try
        {
            var answer = await _sessions.RunAsync("touch sessions", RedisScript.Touch, use.Key, holder => OneNumber(holder, ScriptTime.Of(use.Ago)));
            if ((int)answer[0] != Answers.Missing)
                await IndexAsync(use.Key, (int)answer[1] == 1);
        }
        catch (UnreadableStateException)
        {
            // The others are touched all the same. Whoever wants this one is told what is wrong with it.
        }
    }

    /// <summary>Moves a session in the index, if a script says that it is late there. It says so again, if this fails.</summary>
    private ValueTask IndexAsync(StateKey key, bool isLate) => isLate ? IndexAsync(key) : default;

    private async ValueTask IndexAsync(StateKey key)
    {
        try
        {
            await _sessions.RunAsync("index a session", RedisScript.Index, key, NoMore, touched: SlotKeys.SessionAndIndex);
        }
        catch (StoreException)
        {
            // What the caller asked for is done.
        }
    }
}
