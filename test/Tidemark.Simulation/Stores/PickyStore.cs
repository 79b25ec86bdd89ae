using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Simulation.Stores;

/// <summary>
/// A store that finds a patch misfitting now and then, as one would whose chain is not what the holder thinks. What it has refused once it refuses
/// for ever, as a store must.
/// </summary>
internal sealed class PickyStore(IPrimaryStore store, Random random) : DelegatingStore(store)
{
    private const int OneOf = 20;

    private readonly bool _isPicky = random.Next(2) == 0;
    private readonly HashSet<CommitId> _seen = [];
    private readonly HashSet<CommitId> _refused = [];

    public override ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        var patch = request.Differences.OfType<PatchedValue>().FirstOrDefault();
        if (_isPicky && patch is not null && _seen.Add(request.Id) && random.Next(OneOf) == 0)
            _refused.Add(request.Id);
        return _refused.Contains(request.Id)
            ? new ValueTask<CommitOutcome>(new CommitOutcome.Misfit(patch!.Name))
            : Inner.CommitAsync(request, cancellationToken);
    }
}
