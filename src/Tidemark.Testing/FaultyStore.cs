using System.Collections.Concurrent;
using Tidemark.Stores;

namespace Tidemark.Testing;

/// <summary>
/// A store that loses and delays calls on the way to another one, by a script, and counts the calls of each verb. A lost call ends in
/// a <see cref="StoreUnavailableException"/>, a refused one in a <see cref="StoreRefusedException"/>. Safe for all threads.
/// </summary>
public sealed class FaultyStore : IPrimaryStore
{
    private readonly IPrimaryStore _inner;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<StoreFault>[] _scripts = [.. Enum.GetValues<StoreVerb>().Select(_ => new ConcurrentQueue<StoreFault>())];
    private readonly int[] _calls = new int[Enum.GetValues<StoreVerb>().Length];
    private volatile bool _isDown;
    private volatile bool _isFull;
    private volatile bool _isLocked;
    private volatile bool _losesSignals;
    private volatile bool _doublesSignals;
    private long _signalDelay;

    /// <summary>Stands before <paramref name="inner"/>, and takes its delays from <paramref name="time"/>.</summary>
    public FaultyStore(IPrimaryStore inner, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(time);
        (_inner, _time) = (inner, time);
    }

    /// <summary>While true, every request is lost, and the scripts stand still.</summary>
    public bool IsDown
    {
        get => _isDown;
        set => _isDown = value;
    }

    /// <summary>While true, every verb that writes is refused, and the scripts of those stand still. Reads and lists go through.</summary>
    public bool IsFull
    {
        get => _isFull;
        set => _isFull = value;
    }

    /// <summary>While true, every request of a verb that writes is lost, and the scripts of those stand still. Reads and lists go through.</summary>
    public bool IsLocked
    {
        get => _isLocked;
        set => _isLocked = value;
    }

    /// <summary>While true, no signal of the store arrives. What beats are answered does.</summary>
    public bool LosesSignals
    {
        get => _losesSignals;
        set => _losesSignals = value;
    }

    /// <summary>While true, each signal arrives twice.</summary>
    public bool DoublesSignals
    {
        get => _doublesSignals;
        set => _doublesSignals = value;
    }

    /// <summary>How late signals arrive that are sent from now on. One that is delayed is overtaken by a later one that is not.</summary>
    public TimeSpan SignalDelay
    {
        get => new(Volatile.Read(ref _signalDelay));
        set => Volatile.Write(ref _signalDelay, value.Ticks);
    }

    /// <summary>How many calls there were in all.</summary>
    public int TotalCalls => Enum.GetValues<StoreVerb>().Sum(Calls);

    /// <summary>How many calls of a verb there were, lost ones included.</summary>
    public int Calls(StoreVerb verb) => Volatile.Read(ref _calls[(int)verb]);

    /// <summary>Adds faults to the script of a verb: each call takes one. A call that finds none goes through.</summary>
    public void Script(StoreVerb verb, params ReadOnlySpan<StoreFault> faults)
    {
        foreach (var fault in faults)
            _scripts[(int)verb].Enqueue(fault);
    }

    /// <summary>That of the other store, without faults.</summary>
    public IChangeFeed? Changes => _inner.Changes;

    /// <inheritdoc/>
    public ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken) =>
        Pass(StoreVerb.Acquire, () => _inner.AcquireAsync(request, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken) =>
        Pass(StoreVerb.Commit, () => _inner.CommitAsync(request, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken) =>
        await Pass(StoreVerb.Release, () => Answer(_inner.ReleaseAsync(key, token, unused, cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken) =>
        Pass(StoreVerb.Read, () => _inner.ReadAsync(key, known, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SessionHead?> ReadHeadAsync(StateKey key, CancellationToken cancellationToken) =>
        Pass(StoreVerb.ReadHead, () => _inner.ReadHeadAsync(key, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask TouchAsync(IReadOnlyCollection<SessionUse> uses, CancellationToken cancellationToken) =>
        await Pass(StoreVerb.Touch, () => Answer(_inner.TouchAsync(uses, cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BeatOutcome> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken) =>
        Pass(StoreVerb.Beat, () => _inner.BeatAsync(node, lifetime, cancellationToken), cancellationToken);

    /// <summary>As the other store does, without faults.</summary>
    public ValueTask<IReadOnlyList<KnownNode>> ListNodesAsync(CancellationToken cancellationToken) => _inner.ListNodesAsync(cancellationToken);

    /// <summary>As the other store does, without faults.</summary>
    public IAsyncEnumerable<IReadOnlyList<RecordKey>> WalkAsync(CancellationToken cancellationToken) => _inner.WalkAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken) =>
        Pass(StoreVerb.Sweep, () => _inner.SweepAsync(limit, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken) =>
        await Pass(StoreVerb.PublishSchema, () => Answer(_inner.PublishSchemaAsync(fingerprint, schema, cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken) =>
        Pass(StoreVerb.ReadSchema, () => _inner.ReadSchemaAsync(fingerprint, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> EndAsync(StateKey key, EndReason reason, CancellationToken cancellationToken) =>
        Pass(StoreVerb.End, () => _inner.EndAsync(key, reason, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EndedState>> ClaimEndedAsync(int limit, TimeSpan claim, CancellationToken cancellationToken) =>
        Pass(StoreVerb.ClaimEnded, () => _inner.ClaimEndedAsync(limit, claim, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<EndedState?> ClaimEndAsync(StateKey key, TimeSpan claim, CancellationToken cancellationToken) =>
        Pass(StoreVerb.ClaimEnd, () => _inner.ClaimEndAsync(key, claim, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ForgetEndedAsync(IReadOnlyCollection<StateKey> keys, CancellationToken cancellationToken) =>
        await Pass(StoreVerb.ForgetEnded, () => Answer(_inner.ForgetEndedAsync(keys, cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UserEntry>> EnterUserAsync(
        UserKey user, StateKey session, Lifetime lifetime, CancellationToken cancellationToken) =>
        Pass(StoreVerb.EnterUser, () => _inner.EnterUserAsync(user, session, lifetime, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask MoveUserAsync(
        UserKey user, StateKey session, StateKey next, Lifetime lifetime, CancellationToken cancellationToken) =>
        await Pass(StoreVerb.MoveUser, () => Answer(_inner.MoveUserAsync(user, session, next, lifetime, cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask LeaveUserAsync(UserKey user, StateKey session, CancellationToken cancellationToken) =>
        await Pass(StoreVerb.LeaveUser, () => Answer(_inner.LeaveUserAsync(user, session, cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UserEntry>> ListUserAsync(UserKey user, CancellationToken cancellationToken) =>
        Pass(StoreVerb.ListUser, () => _inner.ListUserAsync(user, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Signals are hints: see <see cref="LosesSignals"/>, <see cref="DoublesSignals"/> and <see cref="SignalDelay"/>.</remarks>
    public async ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        var listening = new FaultyListening(receiver);
        await listening.StartAsync(_inner, node, signal => _ = PassAsync(signal, listening), cancellationToken);
        return listening;
    }

    private async Task PassAsync(StoreSignal signal, FaultyListening listening)
    {
        if (LosesSignals)
            return;
        var isDoubled = DoublesSignals;
        await Wait(SignalDelay, CancellationToken.None);
        listening.Receive(signal);
        if (isDoubled)
            listening.Receive(signal);
    }

    private async ValueTask<T> Pass<T>(StoreVerb verb, Func<ValueTask<T>> call, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls[(int)verb]);
        switch (NextFault(verb))
        {
            case StoreFault.Loss { Applied: true }:
                await call();
                throw new StoreUnavailableException($"The answer to {verb} was lost, as the test's script says.");

            case StoreFault.Refusal refusal:
                throw refusal.Make();

            case StoreFault.Delay delay:
                await Wait(delay.Before, cancellationToken);
                var answer = await call();
                // The verb has begun: from here on it cannot be cancelled, only answered late.
                await Wait(delay.After, CancellationToken.None);
                return answer;

            default:
                throw new StoreUnavailableException($"The request to {verb} was lost, as the test's script says.");
        }
    }

    private StoreFault NextFault(StoreVerb verb)
    {
        var isRead = verb is StoreVerb.Read or StoreVerb.ReadHead or StoreVerb.ReadSchema or StoreVerb.ListUser;
        if (_isDown || (_isLocked && !isRead))
            return StoreFault.RequestLost;
        if (_isFull && !isRead)
            return StoreFault.Refused;
        return _scripts[(int)verb].TryDequeue(out var fault) ? fault : StoreFault.None;
    }

    private Task Wait(TimeSpan delay, CancellationToken cancellationToken) =>
        delay == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(delay, _time, cancellationToken);

    private static async ValueTask<int> Answer(ValueTask call)
    {
        await call;
        return 0;
    }
}
