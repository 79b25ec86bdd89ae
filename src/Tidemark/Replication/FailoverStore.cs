using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>
/// Two stores of which one is the primary: nodes use that, and go over to the other one when it has become the primary. In a planned change the node first
/// gives back all its leases, and its requests wait for a moment; in any other the leases are lost.
/// </summary>
/// <remarks>Safe for all threads. It owns neither store.</remarks>
public sealed partial class FailoverStore : IPrimaryStore, IAsyncDisposable
{
    private static readonly TimeSpan UsualLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SoonLook = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestUnseen = TimeSpan.FromSeconds(2);

    /// <summary>How long a call waits while no store is the primary: 10 seconds. Then it fails as if the store could not be reached.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IPrimaryStore[] _stores;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _ended = new();
    private readonly HeldLeases _leases = new();
    private readonly FailoverListeners _listeners = new();
    private readonly ShownLife _life = new();
    private readonly CallCount _calls = new();

    // Guards what follows.
    private readonly Lock _gate = new();
    private int _current;
    private FailoverPhase _phase = FailoverPhase.Open;
    private TaskCompletionSource _opened = new();
    private Task? _looking;
    private (NodeId Node, TimeSpan Lifetime) _beating;

    // Of which sessions the present store has answered since it took the other's place: what the node knows of others may be of another history. Null before.
    private ConcurrentDictionary<StateKey, bool>? _met;

    // When the present store was asked for the last time that turned out to be the primary; null if it never was.
    private long? _seen;

    // Only the look touches these.
    private long _epoch;
    private bool _hasLeft;

    // Since when no store is used.
    private long _between;

    /// <summary>Makes one that uses the first store until it hears that the other one is the primary.</summary>
    /// <param name="first">One store.</param>
    /// <param name="second">The other, of any engine.</param>
    /// <param name="time">For pauses.</param>
    /// <param name="log">Gets what happens.</param>
    /// <exception cref="ArgumentException">A store cannot be a replica.</exception>
    public FailoverStore(IPrimaryStore first, IPrimaryStore second, TimeProvider time, ILogger<FailoverStore> log)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Copies is null || second.Copies is null)
            throw new ArgumentException("This store cannot be a replica.", first.Copies is null ? nameof(first) : nameof(second));
        (_stores, _time, _log) = ([first, second], time, log);
    }

    /// <summary>The store that is chosen first.</summary>
    public IPrimaryStore First => _stores[0];

    /// <summary>The other one.</summary>
    public IPrimaryStore Second => _stores[1];

    /// <summary>The store that is used at the moment.</summary>
    public IPrimaryStore Current
    {
        get
        {
            lock (_gate)
                return _stores[_current];
        }
    }

    /// <summary>Looks no more which store is the primary.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ended.IsCancellationRequested)
            return;
        _ended.Cancel();
        if (_looking is { } looking)
            await looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await _listeners.DisposeAsync();
    }

    private void StartLooking()
    {
        lock (_gate)
            _looking ??= LookOnAsync();
    }

    private async Task LookOnAsync()
    {
        while (true)
        {
            try
            {
                await LookAsync();
            }
            catch (StoreException)
            {
                // What could not be done now is done with the next look.
            }

            await Task.Delay(_phase == FailoverPhase.Open ? UsualLook : SoonLook, _time, _ended.Token);
        }
    }

    private async Task LookAsync()
    {
        var (present, other) = (_current, 1 - _current);
        var asked = _time.GetTimestamp();
        var mine = await StandingOfAsync(present);
        if (mine is { Role: StoreRole.Primary })
            Saw(present, asked);
        var others = await StandingOfAsync(other);
        if (mine is { Role: not StoreRole.Replica })
            _epoch = Math.Max(_epoch, mine.Epoch);
        if (others is { Role: StoreRole.Primary } && others.Epoch > _epoch)
            await GoOverAsync(other, others.Epoch, asked);
        else if (mine is { Role: StoreRole.Closed } && _phase != FailoverPhase.Between)
            await DrainAsync();
        else if (mine is { Role: StoreRole.Replica })
            SetPhase(FailoverPhase.Between);
        else if (mine is { Role: StoreRole.Primary } && _phase == FailoverPhase.Draining)
            StayOn();
        else if (mine is { Role: StoreRole.Primary } && _phase == FailoverPhase.Between)
            await GoOverAsync(present, mine.Epoch, asked);
    }

    private void Saw(int store, long asked)
    {
        lock (_gate)
            _seen = store == _current && !(_seen > asked) ? asked : _seen;
    }

    private async ValueTask<StoreStanding?> StandingOfAsync(int store)
    {
        try
        {
            return await _stores[store].Copies!.ReadStandingAsync(_ended.Token);
        }
        catch (StoreException)
        {
            return null;
        }
    }

    // The node gives back what it has. Once it has nothing, and nothing is under way, it leaves.
    private async Task DrainAsync()
    {
        SetPhase(FailoverPhase.Draining);
        foreach (var (key, token) in _leases.All)
        {
            _listeners.Send(new StoreSignal.Recall(key, token));
            if ((await Current.Copies!.ReadImageAsync(key, null, _ended.Token)).Record?.Hold?.Node != _beating.Node)
                _leases.Remove(key, token);
        }

        if (!_leases.IsEmpty)
            return;
        SetPhase(FailoverPhase.Between);
        await _calls.NoneAsync().WaitAsync(_ended.Token);
        if (!_leases.IsEmpty)
        {
            SetPhase(FailoverPhase.Draining);
            return;
        }

        await Current.BeatAsync(_beating.Node, TimeSpan.Zero, _ended.Token);
        _hasLeft = true;
        _log.LeavesStore();
    }

    // The change was broken off before this node left.
    private void StayOn()
    {
        SetPhase(FailoverPhase.Open);
        _listeners.SendAll();
    }

    private async Task GoOverAsync(int store, long epoch, long asked)
    {
        if (_beating.Node != default)
            await _stores[store].BeatAsync(_beating.Node, _beating.Lifetime, _ended.Token);
        await _listeners.MoveAsync(_stores[store]);
        var isPlanned = _hasLeft && _leases.IsEmpty;
        if (isPlanned)
            _life.Follow();
        else
            _life.Break();

        // What the node has of them is of a lost history. It need not wait for its next beat to learn that.
        foreach (var (key, token) in _leases.All)
            _listeners.Send(new StoreSignal.Recall(key, token));
        _leases.Clear();
        lock (_gate)
        {
            if (store != _current)
                _met = new ConcurrentDictionary<StateKey, bool>();
            (_current, _epoch, _hasLeft, _seen) = (store, epoch, false, asked);
        }

        SetPhase(FailoverPhase.Open);
        _log.GoesOver(epoch, isPlanned);
        _listeners.SendAll();
    }

    // What was learnt of a store that is not the present one any more changes nothing.
    private void SetPhase(FailoverPhase phase, int? of = null)
    {
        TaskCompletionSource opened;
        lock (_gate)
        {
            if (_phase == phase || (of is { } store && store != _current))
                return;
            _phase = phase;
            if (phase == FailoverPhase.Between)
            {
                (_opened, _between) = (new TaskCompletionSource(), _time.GetTimestamp());
                return;
            }

            opened = _opened;
        }

        opened.TrySetResult();
    }
}
