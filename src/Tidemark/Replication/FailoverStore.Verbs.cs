using System.Collections.Concurrent;
using Tidemark.Stores;

namespace Tidemark.Replication;

// Each verb goes to the store that is the primary, or waits until one is.
public sealed partial class FailoverStore
{
    /// <inheritdoc/>
    public IChangeFeed? Changes => Current.Changes;

    /// <inheritdoc/>
    public IReplicaStore? Copies => Current.Copies;

    /// <inheritdoc/>
    public ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (IsDraining && !_leases.Has(request.Key))
            return new ValueTask<AcquireOutcome>(Postpone(request.Key));

        return CallAsync(store => AcquireAsync(store, request, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return CallAsync(
            async store =>
            {
                var outcome = await store.CommitAsync(request, cancellationToken);
                if (outcome is CommitOutcome.Committed { Token.IsNone: false } kept)
                    _leases.Set(request.Key, kept.Token);
                else if (outcome is not CommitOutcome.Misfit)
                    _leases.Remove(request.Key);
                return outcome;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken) => await CallAsync(
        async store =>
        {
            await store.ReleaseAsync(key, token, unused, cancellationToken);
            _leases.Remove(key, token);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken) => CallAsync(
        async store =>
        {
            var met = Met;
            var outcome = await store.ReadAsync(key, met?.ContainsKey(key) is false ? StateVersion.None : known, cancellationToken);
            met?.TryAdd(key, true);
            return outcome;
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SessionHead?> ReadHeadAsync(StateKey key, CancellationToken cancellationToken) =>
        CallAsync(store => store.ReadHeadAsync(key, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask TouchAsync(IReadOnlyCollection<SessionUse> uses, CancellationToken cancellationToken) =>
        await CallAsync(store => store.TouchAsync(uses, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<BeatOutcome> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        lock (_gate)
            _beating = (node, lifetime);
        if (lifetime > TimeSpan.Zero)
            StartLooking();

        // A node without leases lives on for a while, and makes none of its own.
        if (IsBetween)
            return new BeatOutcome(_life.Shown, []);
        return await CallAsync(
            async store =>
            {
                var beat = await store.BeatAsync(node, lifetime, cancellationToken);
                return lifetime == TimeSpan.Zero ? beat : beat with { Since = _life.Show(beat.Since) };
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken) =>
        CallAsync(store => store.SweepAsync(limit, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken) =>
        await CallAsync(store => store.PublishSchemaAsync(fingerprint, schema, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken) =>
        CallAsync(store => store.ReadSchemaAsync(fingerprint, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        return CallAsync(store => _listeners.ListenAsync(store, node, receiver), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> EndAsync(StateKey key, EndReason reason, CancellationToken cancellationToken) =>
        CallAsync(store => store.EndAsync(key, reason, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EndedState>> ClaimEndedAsync(int limit, TimeSpan claim, CancellationToken cancellationToken) =>
        CallAsync(store => store.ClaimEndedAsync(limit, claim, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<EndedState?> ClaimEndAsync(StateKey key, TimeSpan claim, CancellationToken cancellationToken) =>
        CallAsync(store => store.ClaimEndAsync(key, claim, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ForgetEndedAsync(IReadOnlyCollection<StateKey> keys, CancellationToken cancellationToken) =>
        await CallAsync(store => store.ForgetEndedAsync(keys, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UserEntry>> EnterUserAsync(
        UserKey user, StateKey session, Lifetime lifetime, CancellationToken cancellationToken) =>
        CallAsync(store => store.EnterUserAsync(user, session, lifetime, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask MoveUserAsync(UserKey user, StateKey session, StateKey next, Lifetime lifetime, CancellationToken cancellationToken) =>
        await CallAsync(store => store.MoveUserAsync(user, session, next, lifetime, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask LeaveUserAsync(UserKey user, StateKey session, CancellationToken cancellationToken) =>
        await CallAsync(store => store.LeaveUserAsync(user, session, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UserEntry>> ListUserAsync(UserKey user, CancellationToken cancellationToken) =>
        CallAsync(store => store.ListUserAsync(user, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<KnownNode>> ListNodesAsync(CancellationToken cancellationToken) =>
        CallAsync(store => store.ListNodesAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<RecordKey>> WalkAsync(CancellationToken cancellationToken) => Current.WalkAsync(cancellationToken);

    private async ValueTask<AcquireOutcome> AcquireAsync(IPrimaryStore store, AcquireRequest request, CancellationToken cancellationToken)
    {
        var met = Met;
        try
        {
            var outcome = await store.AcquireAsync(
                met?.ContainsKey(request.Key) is false ? request with { Known = StateVersion.None, KnownUnder = LeaseToken.None } : request,
                cancellationToken);
            met?.TryAdd(request.Key, true);
            if (outcome is AcquireOutcome.Granted granted)
                _leases.Set(request.Key, granted.Token);
            return outcome;
        }
        catch (StoreRefusedException refused) when (IsBarred(refused, StoreRole.Closed))
        {
            // This node sees it with its next look.
            return Postpone(request.Key);
        }
    }

    private AcquireOutcome.Held Postpone(StateKey key)
    {
        _listeners.Waits(key);
        return new AcquireOutcome.Held(default, TimeSpan.Zero, "sessions move to another store");
    }

    private static bool IsBarred(StoreRefusedException refused, StoreRole role) =>
        refused.InnerException is BarredRecordException { Standing.Role: var what } && what == role;

    private bool IsBetween
    {
        get
        {
            lock (_gate)
                return _phase == FailoverPhase.Between && _time.GetElapsedTime(_between) < Patience;
        }
    }

    private bool IsDraining
    {
        get
        {
            lock (_gate)
                return _phase == FailoverPhase.Draining;
        }
    }

    private ConcurrentDictionary<StateKey, bool>? Met
    {
        get
        {
            lock (_gate)
                return _met;
        }
    }

    private async ValueTask<bool> CallAsync(Func<IPrimaryStore, ValueTask> call, CancellationToken cancellationToken) => await CallAsync(
        async store =>
        {
            await call(store);
            return true;
        },
        cancellationToken);

    private async ValueTask<T> CallAsync<T>(Func<IPrimaryStore, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        var (store, isAgain) = (await EnterAsync(cancellationToken), false);
        while (true)
        {
            try
            {
                return await call(store);
            }
            catch (StoreRefusedException refused) when (!isAgain && IsBarred(refused, StoreRole.Replica))
            {
                // It has become a replica since.
                isAgain = true;
            }
            finally
            {
                _calls.Leave();
            }

            SetPhase(FailoverPhase.Between, Array.IndexOf(_stores, store));
            store = await EnterAsync(cancellationToken);
        }
    }

    // A node asks no store of which it has not seen for a while that it is the primary still: not when it starts, and not when it was frozen for so long that
    // a change over did not wait for it.
    private async ValueTask SeeAsync(CancellationToken cancellationToken)
    {
        var asked = _time.GetTimestamp();
        int store;
        lock (_gate)
        {
            // A change over waits for none that does not beat yet.
            var longest = _beating.Lifetime / 2 < LongestUnseen ? _beating.Lifetime / 2 : LongestUnseen;
            if (_phase == FailoverPhase.Between || (_seen is { } seen && _time.GetElapsedTime(seen, asked) < longest))
                return;
            store = _current;
        }

        switch ((await _stores[store].Copies!.ReadStandingAsync(cancellationToken)).Role)
        {
            case StoreRole.Primary:
                Saw(store, asked);
                break;
            case StoreRole.Replica:
                SetPhase(FailoverPhase.Between, store);
                StartLooking();
                break;
        }
    }

    private async ValueTask<IPrimaryStore> EnterAsync(CancellationToken cancellationToken)
    {
        await SeeAsync(cancellationToken);
        while (true)
        {
            Task opened;
            lock (_gate)
            {
                if (_phase != FailoverPhase.Between)
                {
                    _calls.Enter();
                    return _stores[_current];
                }

                opened = _opened.Task;
            }

            try
            {
                await opened.WaitAsync(Patience, _time, cancellationToken);
            }
            catch (TimeoutException)
            {
                throw new StoreUnavailableException(
                    $"No store was the primary for {Patience.TotalSeconds:0} seconds. If a change was broken off, run it again "
                    + "(tidemark replica switch-over).");
            }
        }
    }
}
