using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Clockwork;
using Tidemark.Stores;

namespace Tidemark.Simulation.Stores;

/// <summary>The witness's book of one session: who was granted what, and what was accepted under it.</summary>
internal sealed class KeyLedger(int key, EventQueue events, Action<Law, string> report)
{
    private readonly HashSet<LeaseToken> _granted = [];
    private readonly Dictionary<CommitId, StateVersion> _applied = [];
    private readonly List<AcceptedCommit> _accepted = [];
    private LeaseToken _token;
    private NodeId? _holder;
    private StateVersion _version;
    private long _since;
    private bool _hasEnded;

    public int Key => key;

    /// <summary>The node that holds the lease, as far as the store was told.</summary>
    public NodeId? Holder => _holder;

    /// <summary>In the order in which they were applied.</summary>
    public IReadOnlyList<AcceptedCommit> Accepted => _accepted;

    public void Grant(AcquireRequest request, AcquireOutcome.Granted granted, Func<NodeId, bool> isAlive)
    {
        if (!_granted.Add(granted.Token) || granted.Token.IsNone)
            report(Law.Fence, $"{request.Purpose}: session {key} was granted a second time under the token {granted.Token.Counter}");
        if (_hasEnded)
            report(Law.Ended, $"{request.Purpose}: session {key} was granted after it was ended from outside");
        if (_holder is { } holder && holder != request.Node && isAlive(holder))
            report(Law.Exclusion, $"{request.Purpose}: session {key} was granted although a live node holds it");
        if (granted.State.Version != _version)
            report(Law.Chain, $"{request.Purpose}: session {key} was granted at {granted.State.Version} and is at {_version}");
        (_token, _holder, _since) = (granted.Token, request.Node, events.Now);
    }

    public void Release(LeaseToken token)
    {
        if (token == _token)
            _holder = null;
    }

    /// <summary>It was ended from outside: nobody holds it any more, as far as anybody may rely on it.</summary>
    public void End() => (_hasEnded, _holder) = (true, null);

    public void Commit(CommitRequest request, CommitOutcome.Committed committed, PrimaryState? before, PrimaryState? after)
    {
        if (_applied.TryGetValue(request.Id, out var version) && (before is not null || after is null))
            CheckRepeat(request, committed, version, before, after);
        else
            Apply(request, committed, before, after);
    }

    private void CheckRepeat(
        CommitRequest request, CommitOutcome.Committed committed, StateVersion version, PrimaryState? before, PrimaryState? after)
    {
        if (before?.Version != after?.Version)
            report(Law.Honest, $"{request.Purpose}: one commit of session {key} was applied twice, at {version} and {after?.Version}");
        if (committed.Version != version)
            report(Law.Honest, $"{request.Purpose}: a repeated commit of session {key} made {version} and was answered {committed.Version}");
    }

    private void Apply(CommitRequest request, CommitOutcome.Committed committed, PrimaryState? before, PrimaryState? after)
    {
        if (_hasEnded)
            report(Law.Ended, $"{request.Purpose}: session {key} took a commit after it was ended from outside");
        if (request.Token.IsNone)
            Create(request, before);
        else
            CheckLease(request, before);
        CheckMinimal(request, before);
        CheckChains(request, after);

        var next = request.Differences.Count == 0 && !request.Token.IsNone ? _version : _version.Next();
        var stored = request.Then == AfterCommit.End ? null : (StateVersion?)next;
        if (committed.Version != next || after?.Version != stored)
            report(Law.Honest, $"{request.Purpose}: a commit of session {key} on {_version} was acknowledged as {committed.Version}; the store has {after?.Version}");
        _version = next;
        _applied[request.Id] = next;
        _accepted.Add(new AcceptedCommit(key, request.Purpose, request.Node, next, request.Token.IsNone, request.Then, request.Differences.Count, _since, events.Now, after));
        if (request.Then != AfterCommit.Keep)
            _holder = null;
        else if (request.Token.IsNone)
            _granted.Add(_token = committed.Token);
    }

    private void Create(CommitRequest request, PrimaryState? before)
    {
        if (before is not null)
            report(Law.Chain, $"{request.Purpose}: session {key} was created although it is there");
        if (_accepted.Count > 0)
            report(Law.Chain, $"{request.Purpose}: session {key} had ended, and was created again by a late commit");
        (_version, _holder, _since) = (StateVersion.None, request.Node, events.Now);
    }

    private void CheckLease(CommitRequest request, PrimaryState? before)
    {
        if (request.Token != _token)
            report(Law.Fence, $"{request.Purpose}: session {key} took a commit under the token {request.Token.Counter}; the current one is {_token.Counter}");
        else if (_holder is null)
            report(Law.Chain, $"{request.Purpose}: session {key} took a commit under a lease that was given back");
        if (request.Base != _version || before?.Version != _version)
            report(Law.Chain, $"{request.Purpose}: session {key} took a commit on {request.Base}; it was at {_version}");
    }

    private void CheckChains(CommitRequest request, PrimaryState? after)
    {
        foreach (var attribute in after?.Changed ?? [])
        {
            if (Chains.Fault(attribute) is { } fault)
                report(Law.Chain, $"{request.Purpose}: the chain of '{attribute.Name}' of session {key} is broken: {fault}");
        }
    }

    private void CheckMinimal(CommitRequest request, PrimaryState? before)
    {
        foreach (var difference in request.Differences)
        {
            var stored = Chains.Value(before, difference.Name);
            var isSame = difference switch
            {
                WholeValue whole => stored is not null && stored.AsSpan().SequenceEqual(whole.Value.Span),
                PatchedValue patch => Chains.IsIdle(stored, patch),
                _ => stored is null,
            };
            if (isSame)
                report(Law.Minimal, $"{request.Purpose}: '{difference.Name}' of session {key} was sent, and had not changed");
        }
    }
}

/// <summary>A commit that the store applied, when it did, and when it had granted the lease.</summary>
internal sealed record AcceptedCommit(
    int Key, string Purpose, NodeId Node, StateVersion Version, bool Creates, AfterCommit Then, int Differences, long Granted, long At, PrimaryState? State)
{
    /// <summary>Whether it changed the session, and not only its lease.</summary>
    public bool IsChange => Creates || Differences > 0 || Then == AfterCommit.End;
}
