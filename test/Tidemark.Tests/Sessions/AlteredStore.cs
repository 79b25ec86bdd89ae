using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>A store that answers otherwise than the one behind it, as the test says.</summary>
internal sealed class AlteredStore(IPrimaryStore inner) : DelegatingStore(inner)
{
    /// <summary>Answers a commit; null to let it through.</summary>
    public Func<CommitRequest, CommitOutcome?> Commit { get; set; } = _ => null;

    /// <summary>Alters what a grant or a read brings.</summary>
    public Func<PrimaryState, PrimaryState> State { get; set; } = state => state;

    /// <summary>What was known at each acquire.</summary>
    public List<StateVersion> Known { get; } = [];

    public override async ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        Known.Add(request.Known);
        var outcome = await Inner.AcquireAsync(request, cancellationToken);
        return outcome is AcquireOutcome.Granted granted ? granted with { State = State(granted.State) } : outcome;
    }

    public override ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken) =>
        Commit(request) is { } answer ? new ValueTask<CommitOutcome>(answer) : Inner.CommitAsync(request, cancellationToken);

    public override async ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken)
    {
        var outcome = await Inner.ReadAsync(key, known, cancellationToken);
        return outcome is ReadOutcome.Found found ? new ReadOutcome.Found(State(found.State)) : outcome;
    }
}
