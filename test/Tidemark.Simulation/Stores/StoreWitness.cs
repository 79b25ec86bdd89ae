using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Clockwork;
using Tidemark.Simulation.Network;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Simulation.Stores;

/// <summary>
/// Stands before the store, sees every verb in the very order in which it happens, and holds the answers against the laws. It keeps
/// its own book of leases and versions and takes no answer's word for them.
/// </summary>
internal sealed class StoreWitness(IPrimaryStore store, EventQueue events, Trace trace, KeyBook keys, Action<Law, string> report)
    : DelegatingStore(store)
{
    private readonly Dictionary<int, KeyLedger> _ledgers = [];
    private readonly Dictionary<NodeId, long> _lives = [];

    /// <summary>All sessions there ever were, in the order of their creation.</summary>
    public IEnumerable<KeyLedger> Ledgers => _ledgers.Values;

    public bool IsAlive(NodeId node) => _lives.TryGetValue(node, out var until) && events.Now < until;

    /// <summary>Whether the store has heard of the node at all: before, it holds nothing that could be given away.</summary>
    public bool IsKnown(NodeId node) => _lives.ContainsKey(node);

    public override ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        var key = keys.NumberOf(request.Key);
        var outcome = Inner.AcquireAsync(request, cancellationToken).Result;
        if (outcome is AcquireOutcome.Granted granted)
            Ledger(key).Grant(request, granted, IsAlive);
        trace.Add("acquired", 0, key, 0, $"{request.Purpose} {outcome.GetType().Name}");
        return new ValueTask<AcquireOutcome>(outcome);
    }

    public override ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        var key = keys.NumberOf(request.Key);
        var before = Read(request.Key);
        var outcome = Inner.CommitAsync(request, cancellationToken).Result;
        var after = Read(request.Key);
        if (outcome is CommitOutcome.Misfit)
            trace.Add("misfit", 0, key);
        trace.Add("committed", 0, key, request.Differences.Count, $"{request.Purpose} {request.Then} {Word(outcome)}");
        if (outcome is CommitOutcome.Committed committed)
        {
            Trace(key, request.Differences, before);
            Ledger(key).Commit(request, committed, before, after);
        }
        else if (before?.Version != after?.Version)
            report(Law.Honest, $"{request.Purpose}: a refused commit changed session {key} from {before?.Version} to {after?.Version}");
        return new ValueTask<CommitOutcome>(outcome);
    }

    public override ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken)
    {
        var number = keys.NumberOf(key);
        trace.Add("released", 0, number);
        var answer = Inner.ReleaseAsync(key, token, unused, cancellationToken);
        Ledger(number).Release(token);
        return answer;
    }

    public override ValueTask<BeatOutcome> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        _lives[node] = events.Now + lifetime.Ticks;
        return Inner.BeatAsync(node, lifetime, cancellationToken);
    }

    public override ValueTask<bool> EndAsync(StateKey key, EndReason reason, CancellationToken cancellationToken)
    {
        var number = keys.NumberOf(key);
        var ended = Inner.EndAsync(key, reason, cancellationToken).Result;
        if (ended)
            Ledger(number).End();
        trace.Add("ended", 0, number, 0, $"{reason} {ended}");
        return new ValueTask<bool>(ended);
    }

    /// <summary>What the store holds, past all faults.</summary>
    public PrimaryState? Read(StateKey key) =>
        Inner.ReadAsync(key, StateVersion.None, CancellationToken.None).Result is ReadOutcome.Found found ? found.State : null;

    private KeyLedger Ledger(int key)
    {
        if (!_ledgers.TryGetValue(key, out var ledger))
            _ledgers.Add(key, ledger = new KeyLedger(key, events, report));
        return ledger;
    }

    // So that a run tells how many there were of each kind.
    private void Trace(int key, IReadOnlyList<Difference> differences, PrimaryState? before)
    {
        foreach (var difference in differences)
        {
            if (difference is PatchedValue)
                trace.Add("patched", 0, key, difference.Size, difference.Name);
            else if (before?.Changed.FirstOrDefault(attribute => attribute.Name == difference.Name) is { Patches.Count: > 0 })
                trace.Add("rebased", 0, key, difference.Size, difference.Name);
        }
    }

    private static string Word(CommitOutcome outcome) => outcome switch
    {
        CommitOutcome.Committed committed => $"{committed.Version}",
        CommitOutcome.Fenced fenced => fenced.Reason.ToString(),
        _ => nameof(CommitOutcome.Misfit),
    };
}
