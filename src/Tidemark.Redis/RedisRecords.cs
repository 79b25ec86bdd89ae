using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Tidemark.Redis.Connection;
using Tidemark.Redis.Scripts;

namespace Tidemark.Redis;

/// <summary>
/// Keeps records in Redis: what is loaded is decided on here, and written by one script if the record is still the same.
/// </summary>
internal sealed class RedisRecords : OptimisticRecordStore
{
    private readonly RedisLink _link;
    private readonly RedisKeys _keys;
    private readonly int _longest;
    private readonly Func<long?> _clock;
    private readonly FollowedFeed _followed = new();
    private readonly UsualScripts _usual;
    private readonly RedisNodes _nodes;
    private readonly RecordWalk _all;
    private readonly DueWalk _walk;

    public RedisRecords(RedisLink link, RedisKeys keys, int longest, Func<long?> clock, TimeProvider time, ILogger log) : base("Redis", remembering: time)
    {
        (_link, _keys, _longest, _clock) = (link, keys, longest, clock);
        _usual = new UsualScripts(link, keys, _followed, longest, clock);
        _nodes = new RedisNodes(link, keys, clock);
        _all = new RecordWalk(link, keys);
        _walk = new DueWalk(link, keys, clock, log);
        Changes = new RedisFeed(link, keys, _all, clock);
    }

    public override IChangeFeed Changes { get; }

    public override IAsyncEnumerable<IReadOnlyList<RecordKey>> WalkAsync(CancellationToken cancellationToken) => _all.RunAsync(cancellationToken);

    public override IAsyncEnumerable<DuePage> WalkDueAsync(DueKind kind, TimeSpan overdue, CancellationToken cancellationToken) =>
        _walk.RunAsync(kind, overdue, cancellationToken);

    public override ValueTask<NodeBeat> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _nodes.BeatAsync(node, lifetime);
    }

    public override ValueTask<IReadOnlyList<KnownNode>> ListNodesAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _nodes.ListAsync();
    }

    public override ValueTask SettleAsync(NodeId node, IReadOnlyCollection<RecordKey> records, CancellationToken cancellationToken) =>
        _nodes.SettleAsync(node, records);

    // Redis forgets by itself.
    public override ValueTask TidyAsync(CancellationToken cancellationToken) => default;

    public override async ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _link.RunAsync("publish a schema", RedisScript.Schema, [_keys.Schema(fingerprint)], SchemaHead(), [RedisValue.Null, schema]);
    }

    public override async ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var schema = (byte[]?)await _link.RunAsync("read a schema", RedisScript.Schema, [_keys.Schema(fingerprint)], SchemaHead());
        return schema is null ? default(ReadOnlyMemory<byte>?) : schema;
    }

    public override async ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _link.ListenAsync(_keys.Channel(node), message =>
        {
            if (PublishedSignal.Read(message) is { } signal)
                receiver(signal);
        });
    }

    public override int Guards => RedisKeys.Buckets;

    protected override async ValueTask<RecordReply> LoadAsync(RecordKey key, string verb, StateVersion? newer)
    {
        var head = new ScriptHead(_clock());
        head.Want(newer, _longest);
        return RecordReplies.Read(verb, await _link.RunAsync(verb, RedisScript.Load, [_keys.RecordOnly(key)], head.ToArray()), newer, _followed);
    }

    protected override bool DoesUsual => true;

    protected override DateTimeOffset? Told => _clock() is { } told ? RecordTime.Time(told) : null;

    protected override ValueTask<RecordReply> TryUsualAsync(RecordKey key, string verb, UsualRequest usual) => _usual.RunAsync(key, verb, usual);

    protected override async ValueTask<RecordReply> SwapAsync(RecordKey key, string verb, RecordReply loaded, RecordChange change)
    {
        var named = _followed.IsNamed(loaded.Record.Span, change);
        var difference = RecordDifference.Of(loaded.Record.Span, change.Record.Span);
        var reply = await _link.RunAsync(
            verb,
            RedisScript.Swap,
            Named(key, loaded, change, named),
            SwapHead(key, loaded, change, (named ? ScriptFlags.HasFeed : 0) | (difference is null ? 0 : ScriptFlags.IsDifference)),
            ScriptArguments.Of(change, difference ?? change.Record, _keys));
        return RecordReplies.Read(verb, reply, null, _followed, named);
    }

    protected override ValueTask<HolderLife> LookAsync(string verb, NodeId node, RecordKey? asked) => _nodes.LookAsync(verb, node, asked);

    protected override ValueTask LeaveWordAsync(string verb, NodeId node, RecordKey asked) => _nodes.LeaveWordAsync(verb, node, asked);

    private static bool IsMoved(RecordChange change) => change.MovesDue || change.Record.IsEmpty;

    // The feed's is the last one, and the guard's before it.
    private RedisKey[] Named(RecordKey key, RecordReply loaded, RecordChange change, bool named)
    {
        var written = _keys.Written(key, IsMoved(change), named);
        if (!IsGuarded(loaded))
            return written;
        var guard = _keys.RecordOnly(key.GuardAmong(Guards));
        return named ? [.. written[..^1], guard, written[^1]] : [.. written, guard];
    }

    private static bool IsGuarded(RecordReply loaded) => loaded.Guard is { IsEmpty: false };

    private byte[] SwapHead(RecordKey key, RecordReply loaded, RecordChange change, ScriptFlags more)
    {
        var head = new ScriptHead(_clock());
        head.Bytes(RecordTag.Of(loaded.Record.Span));
        var (guess, off, till) = (RecordTime.Of(loaded.Now), RecordTime.Of(MostOff), RecordTime.Of(change.ValidUntil));
        head.Number(loaded.IsRemembered ? guess - off : 0);
        head.Number(loaded.IsRemembered ? Math.Min(till, guess + off) : till);
        head.Flag((change.MovesDue ? ScriptFlags.MovesDue : 0) | (change.Record.IsEmpty ? ScriptFlags.Removes : 0)
            | (change.DropsRows ? ScriptFlags.Drops : 0) | (change.IsNews ? ScriptFlags.IsNews : 0) | more
            | (IsGuarded(loaded) ? ScriptFlags.IsGuarded : 0));
        if (IsGuarded(loaded))
            head.Bytes(RecordTag.Of(loaded.Guard!.Value.Span));
        if (IsMoved(change))
        {
            head.Byte((byte)change.Due.Kind);
            head.Number(RecordTime.Of(change.Due.Time));
            head.Number(RecordTime.Of(change.Expiry));
            head.Text(RedisKeys.NameOf(key));
        }

        return head.ToArray();
    }

    private static byte[] SchemaHead()
    {
        var head = new ScriptHead(null);
        head.Int32(IPrimaryStore.MaxSchemaBytes);
        return head.ToArray();
    }
}
