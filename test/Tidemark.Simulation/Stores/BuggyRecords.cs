using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Simulation.Stores;

/// <summary>An engine with one bug, made by telling decisions something else than there is, or by writing what they wanted once more.</summary>
internal sealed class BuggyRecords(IRecordStore records, PlantedBug bug) : DelegatingRecordStore(records)
{
    private const int OneOf = 5;

    private readonly Dictionary<RecordKey, ReadOnlyMemory<byte>> _stale = [];
    private readonly Dictionary<RecordKey, RecordChange> _last = [];
    private readonly Dictionary<RecordKey, RecordChange> _applied = [];
    private int _runs;

    public override async ValueTask<T> RunAsync<T>(RecordKey key, RecordDecision<T> decision, CancellationToken cancellationToken)
    {
        if (bug == PlantedBug.IgnoreTag && key.Kind == RecordKind.Session)
            return await Inner.RunAsync(key, new StaleDecision<T>(this, key, decision), cancellationToken);
        if (bug != PlantedBug.ApplyTwice || decision.Access == RecordAccess.Read)
            return await Inner.RunAsync(key, decision, cancellationToken);
        if (_applied.Remove(key, out var before) && ++_runs % OneOf == 0)
            await Inner.RunAsync(key, new Once(before), cancellationToken);
        return await Inner.RunAsync(key, new Watched<T>(this, key, decision), cancellationToken);
    }

    // Notes what was written before the last time: by now others have changed it.
    private sealed class Watched<T>(BuggyRecords records, RecordKey key, RecordDecision<T> decision) : RecordDecision<T>
    {
        public override string Verb => decision.Verb;

        public override StateVersion? Newer => decision.Newer;

        public override RecordVerdict<T> Decide(in LoadedRecord loaded)
        {
            var verdict = decision.Decide(loaded);
            if (verdict.Change is not { } change)
                return verdict;
            if (records._last.TryGetValue(key, out var last))
                records._applied[key] = last;
            records._last[key] = change;
            return verdict;
        }
    }

    private sealed class Once(RecordChange change) : RecordDecision<bool>
    {
        public override string Verb => "write once more";

        public override RecordVerdict<bool> Decide(in LoadedRecord loaded) => RecordVerdict<bool>.Of(true, change);
    }

    // Decides now and then on the record that there was the time before, and what it writes is taken.
    private sealed class StaleDecision<T>(BuggyRecords records, RecordKey key, RecordDecision<T> decision) : RecordDecision<T>
    {
        public override string Verb => decision.Verb;

        public override StateVersion? Newer => decision.Newer;

        public override RecordVerdict<T> Decide(in LoadedRecord loaded)
        {
            var isStale = decision.Access != RecordAccess.Read && ++records._runs % OneOf == 0 && records._stale.ContainsKey(key);
            var verdict = decision.Decide(isStale ? loaded with { Record = records._stale[key] } : loaded);
            if (verdict.Change is not null)
                records._stale[key] = loaded.Record;
            return verdict;
        }
    }
}
