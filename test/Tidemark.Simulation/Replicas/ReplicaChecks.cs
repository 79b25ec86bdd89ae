using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Clients;
using Tidemark.Simulation.Runs;

namespace Tidemark.Simulation.Replicas;

/// <summary>Looks at a finished run with two stores as a whole: what clients were told, and what became of it.</summary>
internal sealed class ReplicaChecks(
    History history, Outsider outsider, IReadOnlyList<RequestRecord> records, ReplicaBook book, StoreRoles roles, ReplicaProfile profile, Action<Law, string> report)
{
    public void Run()
    {
        CheckAnswers();
        if (profile.Promotions == 0)
            CheckOrder();
    }

    // Whatever was acknowledged was in a store. What was refused is not in what came of it: what a promotion lost, its new primary refuses.
    private void CheckAnswers()
    {
        // What a refused move left behind is nobody's.
        var created = history.Operations.Where(step => step is { Effect: Effect.Create, Outcome: Outcome.Ok }).Select(step => step.Key).ToHashSet();
        var refused = records.SelectMany(record => record.Refused).ToHashSet();
        var acknowledged = records.SelectMany(record => record.Acknowledged).ToLookup(id => id.Key, id => id.Id);
        foreach (var tree in book.Trees)
        {
            var all = tree.Versions.SelectMany(version => version.Log?.Split(' ') ?? []).ToHashSet();
            foreach (var id in acknowledged[tree.Key].Where(id => !all.Contains(id)))
                report(Law.Honest, $"{id} was acknowledged, and session {tree.Key} never had it");
            var left = tree[roles.Primary.GetValueOrDefault()]?.Past().SelectMany(version => version.Log?.Split(' ') ?? []) ?? [];
            foreach (var id in left.Where(id => created.Contains(tree.Key) && refused.Contains(id)))
                report(Law.Honest, $"{id} was refused, and session {tree.Key} has it");
        }
    }

    // Without a promotion nothing is lost: one order of all steps fits what everybody saw, whatever store it was in. Sessions that met the known hole are
    // left out.
    private void CheckOrder()
    {
        foreach (var tree in book.Trees)
            ReadEnd(tree);
        var strays = book.Trees.Where(tree => tree.Versions.Any(version => version.IsStray)).Select(tree => tree.Key).ToHashSet();

        // Nobody was told of a session whose creation is refused when it is tried again, and was on its way since the first time.
        strays.UnionWith(history.Operations.Where(step => step is { Effect: Effect.Create, Outcome: Outcome.Failed }).Select(step => step.Key));
        foreach (var steps in history.Operations.Where(step => !strays.Contains(step.Key) && !outsider.MayBeStale(step)).GroupBy(step => step.Key))
        {
            if (Linearizability.FindFault([.. steps]) is { } fault)
                report(Law.Linearizable, $"session {steps.Key}: {fault}");
        }
    }

    private void ReadEnd(SessionTree tree)
    {
        var end = tree[roles.Primary.GetValueOrDefault()];
        var last = new Operation(0, tree.Key, end is null or { IsGone: true } ? Effect.Missing : Effect.Change, history.Tick())
        {
            Reads = end is { IsGone: false } ? new() { [Attributes.Log.Name] = end.Log } : [],
        };
        history.Add(last).Succeed(history.Tick());
    }
}
