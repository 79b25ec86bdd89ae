using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Simulation.Replicas;

/// <summary>Stands before an engine, and tells the book of every change of a session or a guard, in the very order in which they happen.</summary>
internal sealed class RecordWitness(IRecordStore records, int store, ReplicaBook book) : DelegatingRecordStore(records)
{
    public override ValueTask<T> RunAsync<T>(RecordKey key, RecordDecision<T> decision, CancellationToken cancellationToken)
    {
        if (decision.Access == RecordAccess.Read || key.Kind is not (RecordKind.Session or RecordKind.Guard))
            return Inner.RunAsync(key, decision, cancellationToken);
        var watched = new Watched<T>(decision);
        var answer = Inner.RunAsync(key, watched, cancellationToken).Result;
        if (watched.Change is { } change && key.Kind == RecordKind.Guard)
            book.Became(store, StandingCodec.Decode(change.Record.Span));
        else if (answer is CopyOutcome.Gap)
            book.Gapped(store, key.Session);
        else if (watched.Change is not null)
            book.Wrote(store, key.Session, watched.Before, Image(key), answer!);
        return new ValueTask<T>(answer);
    }

    public override ValueTask<NodeBeat> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        book.Beat(store, node, lifetime);
        return Inner.BeatAsync(node, lifetime, cancellationToken);
    }

    /// <summary>What there is of a session.</summary>
    public SessionImage Image(RecordKey key) => Inner.RunAsync(key, new ReadImage(StateVersion.None), CancellationToken.None).Result;

    private sealed class Watched<T>(RecordDecision<T> decision) : PassedDecision<T>(decision)
    {
        public SessionImage Before { get; private set; } = SessionImage.Nothing;

        public RecordChange? Change { get; private set; }

        public override RecordVerdict<T> Decide(in LoadedRecord loaded)
        {
            var verdict = Inner.Decide(loaded);
            Change = verdict.IsDone ? verdict.Change : null;
            if (Change is not null && Change.Record.Span is not [StandingCodec.Format, ..])
                Before = ReadImage.Of(loaded);
            return verdict;
        }
    }
}
