using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Tidemark.Stores;

/// <summary>
/// The primary states of sessions on an engine that keeps records: each verb is a decision that the engine runs. All rules are here, and none in an engine.
/// </summary>
/// <remarks>Safe for all threads, as the engine is.</remarks>
public partial class PrimaryStore : IPrimaryStore
{
    private readonly string _name;
    private readonly IRecordStore _records;
    private readonly PrimaryStoreTraits _traits;
    private readonly ILogger _log;

    /// <summary>Makes a store of an engine.</summary>
    /// <param name="name">What it is called in messages: "the {name} store".</param>
    /// <param name="records">The engine.</param>
    /// <param name="traits">What is to be known of it.</param>
    /// <param name="log">Gets what is passed over; null for nobody.</param>
    public PrimaryStore(string name, IRecordStore records, PrimaryStoreTraits traits, ILogger? log = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(records);
        (_name, _records, _traits, _log) = (name, records, traits, log ?? NullLogger.Instance);
    }

    /// <inheritdoc/>
    public IChangeFeed? Changes => _records.Changes;

    /// <inheritdoc/>
    public ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RunAsync(request.Key, new Acquire(request, _traits.MayForget || _isOneOfSeveral, _isOneOfSeveral), cancellationToken);
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ValueLimit.Check(_name, request.Differences, _traits.MaxValueBytes);
        var answer = await RunAsync(request.Key, new Commit(request, _isOneOfSeveral), cancellationToken);
        await ForgetAsync(answer.Left, request.Key);
        await ForgetAsync(answer.AlsoLeft, request.Key);
        return answer.Outcome;
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken) =>
        await ForgetAsync(await RunAsync(key, new Release(key, token, unused), cancellationToken), key);

    /// <inheritdoc/>
    public ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken) =>
        RunAsync(key, new Read(key, known), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SessionHead?> ReadHeadAsync(StateKey key, CancellationToken cancellationToken) => RunAsync(key, new ReadHead(key), cancellationToken);

    /// <summary>A session as it lies in the store, for whoever looks after it; null if nothing but a tombstone is left of it.</summary>
    internal ValueTask<InspectedSession?> InspectAsync(StateKey key, CancellationToken cancellationToken) => RunAsync(key, new Inspect(key), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask TouchAsync(IReadOnlyCollection<SessionUse> uses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(uses);
        cancellationToken.ThrowIfCancellationRequested();

        // All at once: a store that is far away is sent them as one piece.
        await Task.WhenAll(uses.Select(use => TouchAsync(use).AsTask()));
    }

    /// <inheritdoc/>
    public async ValueTask<BeatOutcome> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lifetime, TimeSpan.Zero);
        cancellationToken.ThrowIfCancellationRequested();
        var beat = await _records.BeatAsync(node, lifetime, cancellationToken);
        if (lifetime == TimeSpan.Zero)
            return new BeatOutcome(default, []);
        return new BeatOutcome(beat.Since, beat.Asked.Count == 0 ? [] : await FindPendingAsync(node, beat.Asked, lifetime / PendingPerLifetime));
    }

    /// <inheritdoc/>
    public ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken)
    {
        SchemaSize.Check(schema);
        return _records.PublishSchemaAsync(fingerprint, schema, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken) =>
        _records.ReadSchemaAsync(fingerprint, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        cancellationToken.ThrowIfCancellationRequested();
        return _records.ListenAsync(node, receiver, cancellationToken);
    }

    private ValueTask<T> RunAsync<T>(StateKey key, RecordDecision<T> decision, CancellationToken cancellationToken) =>
        RunAsync(RecordKey.Of(key), decision, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<T> RunAsync<T>(RecordKey key, RecordDecision<T> decision, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await _records.RunAsync(key, decision, cancellationToken);
        }
        catch (DamagedRecordException damaged)
        {
            throw Unreadable(decision.Verb, damaged);
        }
        catch (BarredRecordException barred)
        {
            throw Barred(decision.Verb, barred);
        }
    }

    private UnreadableStateException Unreadable(string verb, DamagedRecordException damaged) => new(
        $"The {_name} store could not {verb}: " + (damaged.IsNewer
            ? "the session was written by a newer version of Tidemark, which this one cannot read. Update this application."
            : $"this record is damaged. {damaged.Message} It was left as it is, and no other is touched. "
                + "End the session (SessionManager.EndAsync), which removes it, or delete what is stored under its key."),
        damaged);

    private async ValueTask TouchAsync(SessionUse use)
    {
        try
        {
            await RunAsync(use.Key, new Touch(use), CancellationToken.None);
        }
        catch (UnreadableStateException)
        {
            // The others are touched all the same. Whoever wants this one is told what is wrong with it.
        }
    }
}

/// <summary>What <see cref="PrimaryStore"/> has to know of its engine.</summary>
/// <param name="MaxValueBytes">See <see cref="ValueLimit"/>.</param>
/// <param name="MayForget">Whether it may forget what it has acknowledged, as at a fail-over to a replica that had not everything yet.</param>
public readonly record struct PrimaryStoreTraits(int MaxValueBytes, bool MayForget);
