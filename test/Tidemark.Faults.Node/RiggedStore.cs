using System.Diagnostics;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Faults.Node;

/// <summary>Answers late and loses beats, on demand, and kills the process between a commit that the store has applied and the answer.</summary>
internal sealed class RiggedStore(IPrimaryStore inner) : DelegatingStore(inner)
{
    public bool Dies { get; set; }

    public TimeSpan Late { get; set; }

    public bool LosesBeats { get; set; }

    public override async ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        await Task.Delay(Late, cancellationToken);
        var outcome = await Inner.CommitAsync(request, cancellationToken);
        if (Dies && outcome is CommitOutcome.Committed && request.Differences.Count > 0)
            Process.GetCurrentProcess().Kill();
        return outcome;
    }

    public override async ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        await Task.Delay(Late, cancellationToken);
        return await Inner.AcquireAsync(request, cancellationToken);
    }

    public override async ValueTask<BeatOutcome> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        await Task.Delay(Late, cancellationToken);
        if (LosesBeats)
            throw new StoreUnavailableException("The beat was lost, as the driver says.");
        return await Inner.BeatAsync(node, lifetime, cancellationToken);
    }
}
