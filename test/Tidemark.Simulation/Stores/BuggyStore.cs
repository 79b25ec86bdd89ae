using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Simulation.Stores;

/// <summary>A store with one bug, made by telling a good one something else than was asked, or the asker something else than it said.</summary>
internal sealed class BuggyStore(IPrimaryStore store, PlantedBug bug) : DelegatingStore(store)
{
    private readonly Dictionary<StateKey, LeaseToken> _tokens = [];
    private readonly Dictionary<StateKey, LeaseToken> _firstTokens = [];
    private readonly Dictionary<StateKey, List<NodeId>> _waiting = [];
    private readonly HashSet<(StateKey Key, NodeId Node)> _forgotten = [];
    private readonly HashSet<CommitId> _applied = [];
    private int _commits;

    public override ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        if (bug == PlantedBug.LoseWaiter && _forgotten.Contains((request.Key, request.Node)))
            return new ValueTask<AcquireOutcome>(new AcquireOutcome.Held(request.Node, TimeSpan.Zero, "nobody"));
        var outcome = Inner.AcquireAsync(request, cancellationToken).Result;
        if (outcome is AcquireOutcome.Granted granted)
        {
            _waiting.GetValueOrDefault(request.Key)?.Remove(request.Node);
            outcome = granted with { Token = Note(request.Key, granted.Token) };
        }
        else if (outcome is AcquireOutcome.Held && Waiting(request.Key) is var waiting && !waiting.Contains(request.Node))
        {
            waiting.Add(request.Node);
        }

        return new ValueTask<AcquireOutcome>(outcome);
    }

    public override ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        if (bug == PlantedBug.AcknowledgeTooEarly && !request.Token.IsNone && ++_commits % 7 == 0)
        {
            var version = request.Differences.Count == 0 ? request.Base : request.Base.Next();
            return new ValueTask<CommitOutcome>(new CommitOutcome.Committed(LeaseToken.None, version, false));
        }

        var outcome = Inner.CommitAsync(Alter(request), cancellationToken).Result;
        if (outcome is CommitOutcome.Committed { Token.IsNone: false } kept)
            outcome = kept with { Token = Note(request.Key, kept.Token) };
        if (outcome is CommitOutcome.Committed && request.Then == AfterCommit.Release)
            Forget(request.Key);
        _applied.Add(request.Id);
        return new ValueTask<CommitOutcome>(outcome);
    }

    public override ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken)
    {
        Forget(key);
        return Inner.ReleaseAsync(key, TokenBehind(key, token), unused, cancellationToken);
    }

    public override ValueTask<bool> EndAsync(StateKey key, EndReason reason, CancellationToken cancellationToken) =>
        bug == PlantedBug.KeepEnded ? new ValueTask<bool>(true) : Inner.EndAsync(key, reason, cancellationToken);

    private bool IsGone(StateKey key) => Inner.ReadAsync(key, StateVersion.None, CancellationToken.None).Result is ReadOutcome.Missing;

    private CommitRequest Alter(CommitRequest request)
    {
        if (request.Token.IsNone)
            return request;
        return bug switch
        {
            PlantedBug.SkipTokenCheck => request with { Token = _tokens.GetValueOrDefault(request.Key, request.Token) },
            PlantedBug.ReuseToken => request with { Token = TokenBehind(request.Key, request.Token) },
            PlantedBug.ForgetTombstones when IsGone(request.Key) => request with { Id = CommitId.New() },
            PlantedBug.ForgetCommitIds when _applied.Contains(request.Id) => request with { Id = CommitId.New(), Base = VersionOf(request) },
            _ => request,
        };
    }

    private LeaseToken Note(StateKey key, LeaseToken granted)
    {
        _tokens[key] = granted;
        _firstTokens.TryAdd(key, granted);
        return bug == PlantedBug.ReuseToken ? _firstTokens[key] : granted;
    }

    private LeaseToken TokenBehind(StateKey key, LeaseToken token) =>
        bug == PlantedBug.ReuseToken && token == _firstTokens.GetValueOrDefault(key) ? _tokens[key] : token;

    private StateVersion VersionOf(CommitRequest request) =>
        Inner.ReadAsync(request.Key, StateVersion.None, CancellationToken.None).Result is ReadOutcome.Found found ? found.State.Version : request.Base;

    private List<NodeId> Waiting(StateKey key)
    {
        if (!_waiting.TryGetValue(key, out var waiting))
            _waiting.Add(key, waiting = []);
        return waiting;
    }

    // The last of several: with the first one, the bug would show at once.
    private void Forget(StateKey key)
    {
        if (bug == PlantedBug.LoseWaiter && Waiting(key) is [.., var last])
            _forgotten.Add((key, last));
    }
}
