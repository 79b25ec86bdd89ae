using System.Diagnostics;
using Tidemark.Simulation.Checkers;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Cluster.Load;

/// <summary>What clients were told and what the store answered to nodes, in order. Safe for all threads.</summary>
internal sealed class LoadHistory
{
    private readonly long _began = Stopwatch.GetTimestamp();

    // Guards all below.
    private readonly Lock _gate = new();
    private readonly History _history = new();
    private readonly List<Visit> _visits = [];
    private readonly Dictionary<(StateKey, LeaseToken), TimeSpan> _grants = [];
    private readonly List<string> _doubleGrants = [];
    private readonly Dictionary<CommitId, TimeSpan> _sent = [];
    private readonly Dictionary<CommitId, AcceptedCommit> _accepted = [];
    private readonly List<(CommitRequest Request, FenceReason Reason)> _fenced = [];

    public TimeSpan Now => Stopwatch.GetElapsedTime(_began);

    public IReadOnlyList<Operation> Operations => Copy(() => _history.Operations);

    public IReadOnlyList<Visit> Visits => Copy(() => _visits);

    public IReadOnlyList<AcceptedCommit> Commits => Copy(() => _accepted.Values);

    public IReadOnlyList<(CommitRequest Request, FenceReason Reason)> Refusals => Copy(() => _fenced);

    /// <summary>Leases that were granted more than once.</summary>
    public IReadOnlyList<string> DoubleGrants => Copy(() => _doubleGrants);

    public long Tick()
    {
        lock (_gate)
            return _history.Tick();
    }

    public Operation Add(Operation operation)
    {
        lock (_gate)
            return _history.Add(operation);
    }

    /// <summary>A new request, which has still to run.</summary>
    public Visit Plan(LoadSession session, Node node, SessionAccess access)
    {
        lock (_gate)
        {
            var visit = new Visit(_visits.Count + 1, session, node, access, this);
            _visits.Add(visit);
            return visit;
        }
    }

    public void Granted(StateKey key, LeaseToken token)
    {
        lock (_gate)
        {
            if (!_grants.TryAdd((key, token), Now))
                _doubleGrants.Add($"the lease {token} of {key} was granted twice");
        }
    }

    public void Sending(CommitRequest request)
    {
        lock (_gate)
            _sent.TryAdd(request.Id, Now);
    }

    public void Accepted(int node, CommitRequest request, CommitOutcome.Committed committed)
    {
        lock (_gate)
        {
            if (request.Token.IsNone)
                _grants.TryAdd((request.Key, committed.Token), Now);
            if (request.Differences.Count == 0)
                return;
            var granted = request.Token.IsNone ? Now : _grants.GetValueOrDefault((request.Key, request.Token), Now);
            _accepted[request.Id] = new AcceptedCommit(request.Key, node, request.Purpose, committed.Version.Number, granted, _sent[request.Id], Now);
        }
    }

    public void Fenced(CommitRequest request, FenceReason reason)
    {
        lock (_gate)
            _fenced.Add((request, reason));
    }

    private IReadOnlyList<T> Copy<T>(Func<IEnumerable<T>> all)
    {
        lock (_gate)
            return [.. all()];
    }
}

/// <summary>A commit with changes in it that the store said it has applied.</summary>
/// <param name="Key">The session.</param>
/// <param name="Node">Whose.</param>
/// <param name="Purpose">Of which request.</param>
/// <param name="Version">What it made.</param>
/// <param name="Granted">When the node had the lease.</param>
/// <param name="Sent">When it was sent first: until then the node surely had the lease.</param>
/// <param name="Answered">When it was answered.</param>
internal sealed record AcceptedCommit(StateKey Key, int Node, string Purpose, long Version, TimeSpan Granted, TimeSpan Sent, TimeSpan Answered);
