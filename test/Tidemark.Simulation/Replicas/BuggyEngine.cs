using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Simulation.Replicas;

/// <summary>The engine of one of two stores, with one bug.</summary>
internal sealed class BuggyEngine(IRecordStore records, TimeProvider clock, PlantedBug bug) : DelegatingRecordStore(records)
{
    public override IChangeFeed? Changes => bug == PlantedBug.MarkTooEarly ? new EarlyFeed(base.Changes!, clock) : base.Changes;

    public override ValueTask<T> RunAsync<T>(RecordKey key, RecordDecision<T> decision, CancellationToken cancellationToken) => Inner.RunAsync(
        key,
        bug switch
        {
            PlantedBug.ForgetGone when key.Kind == RecordKind.Session => new Untold<T>(decision),
            PlantedBug.GrantInReplica when typeof(T) == typeof(AcquireOutcome) => new Unguarded<T>(decision),
            _ => decision,
        },
        cancellationToken);

    private sealed class Untold<T>(RecordDecision<T> decision) : PassedDecision<T>(decision)
    {
        public override RecordVerdict<T> Decide(in LoadedRecord loaded)
        {
            var verdict = Inner.Decide(loaded);
            return verdict.Change is { } change && (change.Record.IsEmpty || change.Record.Span[0] == TombstoneCodec.Format)
                ? RecordVerdict<T>.Of(verdict.Answer, change with { IsNews = false })
                : verdict;
        }
    }

    private sealed class Unguarded<T>(RecordDecision<T> decision) : PassedDecision<T>(decision)
    {
        public override RecordVerdict<T> Decide(in LoadedRecord loaded) => Inner.Decide(
            loaded.Guard is null ? loaded : loaded with { Guard = ReadOnlyMemory<byte>.Empty });
    }

    private sealed class EarlyFeed(IChangeFeed feed, TimeProvider clock) : IChangeFeed
    {
        private static readonly TimeSpan Hidden = TimeSpan.FromMilliseconds(20);

        public int Partitions => feed.Partitions;

        public ValueTask BeginAsync(CancellationToken cancellationToken) => feed.BeginAsync(cancellationToken);

        public ValueTask EndAsync(CancellationToken cancellationToken) => feed.EndAsync(cancellationToken);

        public async ValueTask<FeedPage> ReadAsync(int partition, ChangeMark after, int limit, CancellationToken cancellationToken)
        {
            var page = await feed.ReadAsync(partition, after, limit, cancellationToken);
            return page with { Changes = [.. page.Changes.Where(change => change.Mark.Time <= clock.GetUtcNow() - Hidden)] };
        }
    }
}
