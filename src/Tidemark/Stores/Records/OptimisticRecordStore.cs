using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Tidemark.Stores;

/// <summary>
/// An engine that does not hold a record still while a decision is run: it loads, decides, and writes if the record is still the one that was loaded; else it
/// decides anew on what there is (see Kung and Robinson, "On Optimistic Methods for Concurrency Control", 1981).
/// </summary>
/// <param name="name">What the store is called in messages: "the {name} store".</param>
/// <param name="remembering">
/// If it is given, what was written last of a record is remembered for a while, so that the next change of the same node is decided on that and takes one trip.
/// It says how fast time goes by here, from which the store's clock is told in between. Null: nothing is remembered.
/// </param>
public abstract class OptimisticRecordStore(string name, TimeProvider? remembering = null) : IRecordStore
{
    // Each time another node has changed the record meanwhile. That ends.
    private const int MostAttempts = 64;

    /// <summary>How far off a guess of the store's clock may be: a second.</summary>
    protected static readonly TimeSpan MostOff = TimeSpan.FromSeconds(1);

    private readonly string _name = name;
    private readonly RecordCache? _remembered = remembering is null ? null : new RecordCache(remembering);
    private readonly ConcurrentDictionary<RecordKey, ReadOnlyMemory<byte>>? _guards = remembering is null ? null : new();
    private readonly KeyTurns _turns = new();

    /// <inheritdoc/>
    public virtual IChangeFeed? Changes => null;

    /// <inheritdoc/>
    public virtual int Guards => 1;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> RunAsync<T>(RecordKey key, RecordDecision<T> decision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(decision);
        cancellationToken.ThrowIfCancellationRequested();
        if (decision.Access != RecordAccess.Read && _turns.AreTaken(key))
            return await new DecisionRun<T>(this, key, decision, null).RunAsync();
        if (DoesUsual && decision.Usual is { } usual)
        {
            var done = await TryUsualAsync(key, decision.Verb, usual);
            if (done.Kind != ReplyKind.Usual)
                return await new DecisionRun<T>(this, key, decision, done).RunAsync();
            _remembered?.Forget(key);
            return decision.AnswerUsual(done.For(null));
        }

        if (decision is { Access: not RecordAccess.Read, Newer: null } && _remembered?.Find(key) is { } remembered)
            return await new DecisionRun<T>(this, key, decision, remembered with { Now = Told ?? remembered.Now }).RunAsync();
        if (decision.IsGuarded)
            return await new DecisionRun<T>(this, key, decision, null).RunAsync();
        return await new DecisionRun<T>(this, key, decision, await LoadAsync(key, decision.Verb, decision.Newer)).RunAsync();
    }

    /// <inheritdoc/>
    public abstract IAsyncEnumerable<IReadOnlyList<RecordKey>> WalkAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract IAsyncEnumerable<DuePage> WalkDueAsync(DueKind kind, TimeSpan overdue, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask<NodeBeat> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask<IReadOnlyList<KnownNode>> ListNodesAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask SettleAsync(NodeId node, IReadOnlyCollection<RecordKey> records, CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    public abstract ValueTask TidyAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken);

    /// <summary>What time a test says it is; null for the store's own clock.</summary>
    protected virtual DateTimeOffset? Told => null;

    /// <summary>Loads a record, and the rows that are newer than a version, if one is given; of one moment.</summary>
    protected abstract ValueTask<RecordReply> LoadAsync(RecordKey key, string verb, StateVersion? newer);

    /// <summary>Whether <see cref="TryUsualAsync"/> is overridden. Default: it is not.</summary>
    protected virtual bool DoesUsual => false;

    /// <summary>Does what is usual in one trip, or loads as <see cref="LoadAsync"/> does.</summary>
    protected virtual ValueTask<RecordReply> TryUsualAsync(RecordKey key, string verb, UsualRequest usual) =>
        throw new NotSupportedException("Nothing is usual to this store.");

    /// <summary>
    /// Writes a change if the record has still the <see cref="RecordTag"/> of <paramref name="loaded"/>, the store's clock is before
    /// <see cref="RecordChange.ValidUntil"/>, and it is no more than <see cref="MostOff"/> from that of <paramref name="loaded"/>, if that is a guess
    /// (<see cref="RecordReply.IsRemembered"/>). Else it writes nothing, and loads, without rows. A change that removes what is not there counts as written.
    /// If <paramref name="loaded"/> has a guard that is not empty, that must have still its tag as well.
    /// </summary>
    protected abstract ValueTask<RecordReply> SwapAsync(RecordKey key, string verb, RecordReply loaded, RecordChange change);

    /// <summary>Looks whether a node is alive; if so, and a record is given, leaves it word that there is something to hear of that.</summary>
    protected abstract ValueTask<HolderLife> LookAsync(string verb, NodeId node, RecordKey? asked);

    /// <summary>Leaves a node word that there is something to hear of a record, if the store does not know that by the record itself. Does not throw.</summary>
    protected virtual ValueTask LeaveWordAsync(string verb, NodeId node, RecordKey asked) => default;

    /// <summary>One decision on its way, with what was learnt for it.</summary>
    private sealed class DecisionRun<T>(OptimisticRecordStore store, RecordKey key, RecordDecision<T> decision, RecordReply? first)
    {
        private RecordReply? _loaded = first;
        private ReadOnlyMemory<byte>? _guard;
        private bool _isGuardRemembered;
        private HolderLife? _life;
        private Task<HolderLife>? _looking;
        private bool _isInTurn;

        private T _answer = default!;

        private RecordKey? Word => decision.LeavesWord ? key : null;

        public async ValueTask<T> RunAsync()
        {
            try
            {
                // Who came before has been waiting for longer.
                if (decision.IsGuarded && !RemembersGuard())
                    await LoadGuardAsync();
                if (_loaded is null)
                    await EnterTurnAsync();
                for (var attempt = 0; attempt < MostAttempts; attempt++)
                {
                    if (await TryAsync())
                        return _answer;
                }
            }
            finally
            {
                if (_isInTurn)
                    store._turns.Leave(key);
            }

            throw new StoreRefusedException(
                $"The {store._name} store could not {decision.Verb}: the record was changed by others {MostAttempts} times meanwhile. Nothing was written.")
            {
                MayPassSoon = true,
            };
        }

        // Whether it is done.
        private async ValueTask<bool> TryAsync()
        {
            RecordVerdict<T> verdict;
            try
            {
                verdict = decision.Decide(_loaded!.For(_life) with { Guard = _guard });
            }
            catch (BarredRecordException) when (_isGuardRemembered)
            {
                // The store may have become something else since.
                await LoadGuardAsync();
                return false;
            }

            if ((_loaded.IsRemembered || _isGuardRemembered) && (!verdict.IsDone || verdict.Change is null))
            {
                // It may be out of date, and no swap would find that out.
                if (_isGuardRemembered)
                    await LoadGuardAsync();
                _loaded = await store.LoadAsync(key, decision.Verb, decision.Newer);
                return false;
            }

            if (!verdict.IsDone)
            {
                await LearnAsync(verdict);
                return false;
            }

            if (verdict.Change is { } change && !await SwapAsync(change))
                return false;
            _answer = verdict.Answer;
            return verdict.Change is null || !await IsHolderDeadAsync();
        }

        private async ValueTask LearnAsync(RecordVerdict<T> verdict)
        {
            if (verdict.IsGuardNeeded)
            {
                await LoadGuardAsync();
            }
            else if (verdict.Newer is not null)
            {
                _loaded = await store.LoadAsync(key, decision.Verb, verdict.Newer);
            }
            else if (verdict.MayAssumeLife)
            {
                // Meanwhile it counts as alive: most are.
                _looking = LookAsync(verdict.Life);
                _life = new HolderLife(verdict.Life, true, default);
            }
            else
            {
                _life = await store.LookAsync(decision.Verb, verdict.Life, Word);
            }
        }

        private async ValueTask<bool> SwapAsync(RecordChange change)
        {
            var reply = await store.SwapAsync(key, decision.Verb, _loaded! with { Guard = _guard }, change);
            if (reply.Kind != ReplyKind.Swapped)
            {
                _loaded = reply;
                if (_guard is not null)
                    await LoadGuardAsync();
                if (!_isInTurn)
                    await EnterTurnAsync();
                return false;
            }

            store._remembered?.Set(key, change.Record, change.Read, reply.Now);
            if (key.Kind == RecordKind.Guard)
                store._guards?.TryRemove(key, out _);
            if (decision.LeavesWord && change.Asked != default && change.Asked != _life?.Node)
                await store.LeaveWordAsync(decision.Verb, change.Asked, key);
            return true;
        }

        private bool RemembersGuard()
        {
            if (store._guards?.TryGetValue(key.GuardAmong(store.Guards), out var guard) is true)
                (_guard, _isGuardRemembered) = (guard, true);
            return _isGuardRemembered;
        }

        // A guard that is not there is not remembered: a change that is written then is not bound to it.
        private async ValueTask LoadGuardAsync()
        {
            var guard = key.GuardAmong(store.Guards);
            var there = (await store.LoadAsync(guard, decision.Verb, null)).Record;
            (_guard, _isGuardRemembered) = (there, false);
            if (!there.IsEmpty)
                store._guards?[guard] = there;
        }

        // Those of this node do not compete with each other from here on. What was loaded before a wait is another's by now.
        private async ValueTask EnterTurnAsync()
        {
            var turn = store._turns.EnterAsync(key);
            _isInTurn = true;
            if (turn.IsCompleted && _loaded is not null)
                return;
            await turn;
            _loaded = await store.LoadAsync(key, decision.Verb, decision.Newer);
        }

        // Then it is decided anew.
        private async ValueTask<bool> IsHolderDeadAsync()
        {
            if (_looking is null || await _looking is not { IsOn: false } dead)
                return false;
            (_looking, _life) = (null, dead);
            _loaded = await store.LoadAsync(key, decision.Verb, decision.Newer);
            return true;
        }

        // A node may be where nothing can be reached, though the record is not.
        private async Task<HolderLife> LookAsync(NodeId node)
        {
            try
            {
                return await store.LookAsync(decision.Verb, node, Word);
            }
            catch (StoreException)
            {
                return new HolderLife(node, true, default);
            }
        }
    }
}
