using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Redis.Tests.Conformance;

/// <summary>An engine to which nothing is usual: it decides everything.</summary>
internal sealed class DecidedRecords(IRecordStore inner) : DelegatingRecordStore(inner)
{
    public override ValueTask<T> RunAsync<T>(RecordKey key, RecordDecision<T> decision, CancellationToken cancellationToken) =>
        Inner.RunAsync(key, new Decided<T>(decision), cancellationToken);

    private sealed class Decided<T>(RecordDecision<T> decision) : RecordDecision<T>
    {
        public override string Verb => decision.Verb;

        public override StateVersion? Newer => decision.Newer;

        public override bool LeavesWord => decision.LeavesWord;

        public override RecordAccess Access => decision.Access;

        public override RecordVerdict<T> Decide(in LoadedRecord loaded) => decision.Decide(loaded);
    }
}
