using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Clockwork;
using Tidemark.Simulation.Network;
using Tidemark.Stores;

namespace Tidemark.Simulation.Replicas;

/// <summary>What happened in both stores, held against the laws as it happens.</summary>
internal sealed class ReplicaBook(Trace trace, KeyBook keys, StoreRoles roles, Action<Law, string> report)
{
    private readonly Dictionary<int, SessionTree> _trees = [];

    /// <summary>All sessions there ever were, in the order in which they were met.</summary>
    public IReadOnlyCollection<SessionTree> Trees => _trees.Values;

    public SessionTree Tree(StateKey key)
    {
        var number = keys.NumberOf(key);
        if (!_trees.TryGetValue(number, out var tree))
            _trees.Add(number, tree = new SessionTree(number));
        return tree;
    }

    public void Beat(int store, NodeId node, TimeSpan lifetime) => roles.Beat(store, node, lifetime);

    /// <summary>A store was told what it is.</summary>
    public void Became(int store, StoreStanding standing)
    {
        var wasReplica = roles[store].Role == StoreRole.Replica;
        if (!roles.Became(store, standing) || !wasReplica || standing.Role == StoreRole.Replica)
            return;
        var isPlanned = roles[1 - store] is { Role: StoreRole.Replica } other && other.Epoch == standing.Epoch;
        trace.Add(isPlanned ? "switched" : "promoted", 0, store, standing.Epoch);
        foreach (var tree in _trees.Values)
            CheckKept(tree, tree[store], tree[1 - store], isPlanned);
    }

    /// <summary>A store refused a copy that was made on something else than it has.</summary>
    public void Gapped(int store, StateKey key) => trace.Add("gap", 0, keys.NumberOf(key), store);

    /// <summary>A store wrote something to a session.</summary>
    public void Wrote(int store, StateKey key, SessionImage before, SessionImage after, object answer)
    {
        var tree = Tree(key);
        switch (answer)
        {
            case CopyOutcome.Copied:
                Copied(store, tree, before, after);
                break;
            case CommitAnswer { Outcome: CommitOutcome.Committed }:
                Committed(store, tree, before, after);
                break;
            case AcquireOutcome.Granted when roles[store].Role == StoreRole.Replica:
                report(Law.OnePrimary, $"session {tree.Key} was granted in store {store}, a replica of epoch {roles[store].Epoch}");
                break;
            default:
                if (after.Record is not { Ended: null } && tree[store] is { IsGone: false } last)
                    tree.Add(store, SessionVersion.After(last, after, default));
                break;
        }
    }

    private void Committed(int store, SessionTree tree, SessionImage before, SessionImage after)
    {
        var commit = (after.Record?.Commits ?? after.Tombstone!.Commits)[^1].Id;
        var parent = before.Record is null ? null : tree[store];
        var node = (before.Record?.Hold ?? after.Record?.Hold)?.Node ?? default;
        var version = SessionVersion.After(parent, after, commit) with { IsStray = roles.IsOutOfTouch(store, node) };
        if (parent?.Past().Any(past => past.Point.Commit == commit) is true)
            report(Law.Honest, $"one commit of session {tree.Key} was applied twice, the second time as {version.Point.Version} in store {store}");
        if (parent?.Log is { } log && version.Log is { } longer && longer != log && !longer.StartsWith(log + " ", StringComparison.Ordinal))
            report(Law.Append, $"in store {store} the list of session {tree.Key} [{log}] became [{longer}]");
        if (roles[store].Role == StoreRole.Replica && (!version.IsStray || before.Record is null))
            report(Law.OnePrimary, $"session {tree.Key} took a commit in store {store}, a replica of epoch {roles[store].Epoch}, by a node in touch with it");
        if (version.IsStray)
            trace.Add("stray", 0, tree.Key, store);
        trace.Add("committed", 0, tree.Key, store, version.Point.Version.ToString());
        tree.Add(store, version);
    }

    private void Copied(int store, SessionTree tree, SessionImage before, SessionImage after)
    {
        var stamp = after.Copy!.Value;
        trace.Add("copied", 0, tree.Key, store, $"{after.Record?.Version.ToString() ?? "gone"} in {stamp.Epoch}");
        if (roles[store].Role != StoreRole.Replica || roles[store].Epoch != stamp.Epoch)
            report(Law.OnePrimary, $"session {tree.Key} was copied in epoch {stamp.Epoch} to store {store}, {roles[store].Role} of epoch {roles[store].Epoch}");
        var (had, primary) = (tree[store], tree[1 - store]);
        if (after.Record is not { Ended: null } record)
        {
            if (primary is { IsGone: false })
                report(Law.Replica, $"session {tree.Key} was ended in store {store} and goes on in its primary");
            tree[store] = primary;
            return;
        }

        var version = tree.Find(HistoryPoint.Of(record));
        if (version is null || version.Content != SessionVersion.ContentOf(after))
            report(Law.Replica, $"session {tree.Key} became in store {store} what it never was: {SessionVersion.ContentOf(after)}, and not {version}");
        else if (primary?.Follows(version) is not true)
            report(Law.Replica, $"session {tree.Key} became in store {store} what it was in another history than the primary's: {version}");

        // Of what went a copy may be under way whose mark is later than that of the change with which that was seen. Then it goes with its own mark.
        else if (before.Copy?.Epoch == stamp.Epoch && had is { IsGone: false } && !version.Follows(had))
            report(Law.Replica, $"session {tree.Key} went back in store {store} from {had} to {version}");
        else if (record.Commits.FirstOrDefault(commit => version.Past().All(past => past.Point.Commit != commit.Id)) is { Version.Number: > 0 } other)
            report(Law.Replica, $"session {tree.Key} remembers in store {store} a commit of another history, which made {other.Version}");
        tree[store] = version;
    }

    private void CheckKept(SessionTree tree, SessionVersion? here, SessionVersion? there, bool isPlanned)
    {
        if (SessionVersion.AreSame(here, there))
            return;
        if (isPlanned)
        {
            if (there?.Past().TakeWhile(version => version != here).Any(version => version.IsStray) is not true)
                report(Law.Kept, $"a planned change lost session {tree.Key}: it was {there}, and is {here}");
            return;
        }

        trace.Add("lost", 0, tree.Key);
        if (here is not null && there?.Follows(here.First()) is not true)
            report(Law.Kept, $"after a promotion session {tree.Key} is {here}, which is no part of what it was: {there}");
    }
}
