using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Simulation.Network;

/// <summary>A node with one bug, made by sending something else than the node wanted sent, or telling it something else than was answered.</summary>
internal sealed class BuggyLink(IPrimaryStore link, PlantedBug bug) : DelegatingStore(link)
{
    private const double WithoutMargin = 0.9;

    private readonly Dictionary<StateKey, IReadOnlyList<StoredAttribute>> _known = [];
    private readonly Dictionary<StateKey, ReadOutcome.Found> _reads = [];
    private ReadOutcome.Found? _lastRead;

    public override ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken) =>
        bug is PlantedBug.SendUnchanged or PlantedBug.LosePatch ? AcquireAndLearn(request, cancellationToken) : Inner.AcquireAsync(request, cancellationToken);

    public override ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken) => bug switch
    {
        PlantedBug.CommitAfterRelease when request.Then == AfterCommit.Release && !request.Token.IsNone =>
            ReleaseAndCommit(request, cancellationToken),
        PlantedBug.SendUnchanged when !request.Token.IsNone && request.Then != AfterCommit.End =>
            Inner.CommitAsync(request with { Differences = WithUnchanged(request) }, cancellationToken),
        _ => Inner.CommitAsync(request, cancellationToken),
    };

    public override async ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken)
    {
        var answer = await Inner.ReadAsync(key, known, cancellationToken);
        if (answer is not ReadOutcome.Found found)
            return answer;
        var before = bug switch
        {
            PlantedBug.MixAnswers => _lastRead,
            PlantedBug.ReadStale => _reads.GetValueOrDefault(key),
            _ => found,
        };
        _lastRead = _reads[key] = found;
        return before ?? found;
    }

    // The node leaves out a tenth for its margin; a store that is told a tenth less has the same end in mind as the node.
    public override ValueTask<BeatOutcome> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken) =>
        Inner.BeatAsync(node, bug == PlantedBug.ForgetHeartbeatMargin ? lifetime * WithoutMargin : lifetime, cancellationToken);

    private async ValueTask<CommitOutcome> ReleaseAndCommit(CommitRequest request, CancellationToken cancellationToken)
    {
        await Inner.ReleaseAsync(request.Key, request.Token, TimeSpan.Zero, cancellationToken);
        return await Inner.CommitAsync(request, cancellationToken);
    }

    private async ValueTask<AcquireOutcome> AcquireAndLearn(AcquireRequest request, CancellationToken cancellationToken)
    {
        var answer = await Inner.AcquireAsync(request, cancellationToken);
        if (answer is not AcquireOutcome.Granted granted)
            return answer;
        _known[request.Key] = granted.State.Changed;
        return bug == PlantedBug.LosePatch ? granted with { State = WithoutLastPatches(granted.State) } : answer;
    }

    private static PrimaryState WithoutLastPatches(PrimaryState state)
    {
        var cut = state.Changed.Where(attribute => attribute.Patches.Count > 0).ToLookup(attribute => attribute.Base is null && attribute.Patches.Count == 1);
        return state with
        {
            Changed = [.. state.Changed.Where(attribute => attribute.Patches.Count == 0), .. cut[false].Select(WithoutLastPatch)],
            Unchanged = [.. state.Unchanged, .. cut[true].Select(attribute => attribute.Name)],
        };
    }

    private static StoredAttribute WithoutLastPatch(StoredAttribute attribute) =>
        attribute with { Version = attribute.Patches[^1].On, Patches = [.. attribute.Patches.SkipLast(1)] };

    private Difference[] WithUnchanged(CommitRequest request)
    {
        var sent = request.Differences.Select(difference => difference.Name).ToHashSet();
        var unchanged = _known.GetValueOrDefault(request.Key, []).Where(attribute => attribute.Name == "owner" && !sent.Contains(attribute.Name));
        return [.. request.Differences, .. unchanged.Select(attribute => new WholeValue(attribute.Name, attribute.Base!.Bytes))];
    }
}
