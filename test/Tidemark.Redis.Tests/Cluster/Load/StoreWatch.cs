using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Redis.Tests.Cluster.Load;

/// <summary>Writes down what the store grants and accepts of one node, and when the node could know.</summary>
internal sealed class StoreWatch(IPrimaryStore store, int node, LoadHistory history) : DelegatingStore(store)
{
    public override async ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        var outcome = await base.AcquireAsync(request, cancellationToken);
        if (outcome is AcquireOutcome.Granted granted)
            history.Granted(request.Key, granted.Token);
        return outcome;
    }

    public override async ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        history.Sending(request);
        var outcome = await base.CommitAsync(request, cancellationToken);
        if (outcome is CommitOutcome.Committed committed)
            history.Accepted(node, request, committed);
        else if (outcome is CommitOutcome.Fenced fenced)
            history.Fenced(request, fenced.Reason);
        return outcome;
    }
}
