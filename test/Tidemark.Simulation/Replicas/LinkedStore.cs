using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Simulation.Replicas;

/// <summary>A store as one process has it: rules of its own over a network to the engine, and perhaps a bug of whoever copies or changes over.</summary>
internal sealed class LinkedStore : DelegatingStore
{
    private readonly RecordLink _link;
    private readonly PlantedBug _bug;
    private readonly BuggyReplica _copies;
    private readonly Dictionary<StateKey, StateVersion> _known = [];

    public LinkedStore(RecordLink link, PlantedBug bug) : this(link, bug, new PrimaryStore("memory", link, new PrimaryStoreTraits(int.MaxValue, MayForget: false)))
    {
    }

    private LinkedStore(RecordLink link, PlantedBug bug, PrimaryStore store) : base(store) =>
        (_link, _bug, _copies) = (link, bug, new BuggyReplica(link, store.Copies, bug));

    /// <summary>The other store of the process.</summary>
    public LinkedStore? Other { get; set; }

    public override IReplicaStore Copies => _copies;

    public override IChangeFeed? Changes => _bug == PlantedBug.SaveTooSoon ? new HastyFeed(_link, Other!._copies) : base.Changes;

    public override async ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        if (_bug == PlantedBug.TrustLostHistory && Other!._known.Remove(request.Key, out var known) && request.Known == StateVersion.None)
            request = request with { Known = known };
        var outcome = await Inner.AcquireAsync(request, cancellationToken);
        if (outcome is AcquireOutcome.Granted granted)
            _known[request.Key] = granted.State.Version;
        return outcome;
    }

    public override async ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        var outcome = await Inner.CommitAsync(request, cancellationToken);
        if (outcome is CommitOutcome.Committed committed)
            _known[request.Key] = committed.Version;
        return outcome;
    }

    public override ValueTask<BeatOutcome> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken) =>
        _link.BeatFullyAsync(node, lifetime, cancellationToken);

    public override ValueTask<IReadOnlyList<KnownNode>> ListNodesAsync(CancellationToken cancellationToken) => _bug == PlantedBug.LeaveNobodyTime
        ? new ValueTask<IReadOnlyList<KnownNode>>([])
        : Inner.ListNodesAsync(cancellationToken);

    // Its reader says that it has copied what it has only read.
    private sealed class HastyFeed(IChangeFeed feed, BuggyReplica replica) : IChangeFeed
    {
        public int Partitions => feed.Partitions;

        public ValueTask BeginAsync(CancellationToken cancellationToken) => feed.BeginAsync(cancellationToken);

        public ValueTask EndAsync(CancellationToken cancellationToken) => feed.EndAsync(cancellationToken);

        public ValueTask<IReadOnlyList<int>> FindChangedAsync(IReadOnlyList<ChangeMark> after, CancellationToken cancellationToken) =>
            feed.FindChangedAsync(after, cancellationToken);

        public async ValueTask<FeedPage> ReadAsync(int partition, ChangeMark after, int limit, CancellationToken cancellationToken)
        {
            var page = await feed.ReadAsync(partition, after, limit, cancellationToken);
            if (page.Changes.Count > 0)
                await replica.SaveAsync(page.Until, cancellationToken);
            return page;
        }
    }
}
