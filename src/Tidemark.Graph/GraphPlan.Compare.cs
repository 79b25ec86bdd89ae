using Tidemark.Graph.Compare;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph;

public sealed partial class GraphPlan<T>
{
    /// <summary>Whether a live graph is what the bytes hold. Allocates nothing.</summary>
    /// <param name="graph">The live graph. No other thread may change it meanwhile.</param>
    /// <param name="baseline">What <see cref="Encode(T)"/> made of the graph's previous version.</param>
    /// <exception cref="GraphException">The graph now holds something that cannot be state.</exception>
    public bool IsSame(T graph, ReadOnlySpan<byte> baseline)
    {
        if (!PayloadHead.IsComparable(baseline, _fingerprint))
            return false;
        var scratch = Scratch<CompareScratch>.Take();
        try
        {
            return Walk(graph, baseline, scratch, recording: false) == Walked.Same;
        }
        finally
        {
            scratch.Reset();
            Scratch<CompareScratch>.Give(scratch);
        }
    }

    /// <summary>
    /// Walks a live graph beside the bytes of its baseline, and writes a patch on the way. Allocates nothing when they are the same.
    /// </summary>
    /// <param name="graph">The live graph. No other thread may change it meanwhile.</param>
    /// <param name="baseline">What <see cref="Encode(T)"/> made of the graph's previous version.</param>
    /// <exception cref="GraphException">The graph now holds something that cannot be state.</exception>
    public GraphComparison Compare(T graph, ReadOnlySpan<byte> baseline)
    {
        if (!PayloadHead.IsComparable(baseline, _fingerprint))
            return GraphComparison.OfWhole(Encode(graph));
        var scratch = Scratch<CompareScratch>.Take();
        try
        {
            return Walk(graph, baseline, scratch, recording: true) switch
            {
                Walked.Same => GraphComparison.Same,
                Walked.Changed when scratch.Record.Pieces.NeedsTrial => ToldAfterTrial(graph, baseline, scratch.Record),
                Walked.Changed => Told(scratch.Record, baseline),
                _ => GraphComparison.OfBytes(baseline, Encode(graph), scratch.Record.Paths.ToList()),
            };
        }
        finally
        {
            scratch.Reset();
            Scratch<CompareScratch>.Give(scratch);
        }
    }

    private static GraphComparison Told(ChangeRecord record, ReadOnlySpan<byte> baseline) => record.MakePatch(baseline) is { } patch
        ? GraphComparison.Patched(record.Paths.ToList(), patch)
        : GraphComparison.Replaced(record.Paths.ToList(), record.MakeValue(baseline));

    private Walked Walk(T graph, ReadOnlySpan<byte> baseline, CompareScratch scratch, bool recording)
    {
        scratch.Scope = _scope;
        var numbered = PayloadHead.HasBackReferences(baseline);
        try
        {
            var walked = Walk(graph, baseline, scratch, recording, numbered);
            if (walked != Walked.Unproven)
                return walked;
            scratch.Reset();
            return Walk(graph, baseline, scratch, recording, numbered: true);
        }
        catch (GraphException refused) when (refused.Offender is not null)
        {
            throw refused.At(PathFinder.Find(graph, refused.Offender), typeof(T));
        }
    }

    private Walked Walk(T graph, ReadOnlySpan<byte> baseline, CompareScratch scratch, bool recording, bool numbered)
    {
        var comparer = new GraphComparer(baseline, scratch, numbered, recording) { Position = PayloadHead.Size };
        var passed = (_root.Same(ref comparer, in graph) || comparer.Replace(PayloadHead.Size, _root, in graph))
            && comparer.SameLaterBodies()
            && comparer.AtEnd;
        if (!comparer.IsIdentityProven)
            return Walked.Unproven;
        if (!passed)
            return Walked.Stuck;
        if (scratch.Record.Count == 0)
            return Walked.Same;
        if (comparer.RefersBack && !PayloadHead.HasBackReferences(baseline))
            scratch.Record.AddFirst(PayloadHead.FlagsAt, PayloadHead.BackReferences);
        return Walked.Changed;
    }

    private enum Walked
    {
        Same,
        Changed,

        // Something differs that the walk does not tell.
        Stuck,

        // An instance may have been met twice unnoticed.
        Unproven,
    }
}
