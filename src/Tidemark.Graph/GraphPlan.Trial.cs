using Tidemark.Graph.Codecs;
using Tidemark.Graph.Compare;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph;

public sealed partial class GraphPlan<T>
{
    // Where equality, hash codes or orders that somebody wrote decide which keys of a collection are one, bytes are read once before anybody
    // relies on them: a graph that does not come back is refused here, and not acknowledged and then lost.
    private void DemandReadable(T graph, ReadOnlySpan<byte> payload)
    {
        if (DamageOf(payload) is { } damage)
            throw Unreadable(graph, damage);
    }

    private GraphFormatException? DamageOf(ReadOnlySpan<byte> payload)
    {
        var scratch = Scratch<ReadScratch>.Take();
        scratch.Scope = _scope;
        scratch.IsTrial = true;
        try
        {
            Read(payload, scratch, PayloadHead.HasBackReferences(payload));
            return null;
        }
        catch (GraphFormatException damage)
        {
            return damage;
        }
        finally
        {
            scratch.Reset();
            Scratch<ReadScratch>.Give(scratch);
        }
    }

    // The collection is found by its number, as it was written. The thread's own scratch is in the hands of the encode that asks.
    private GraphException Unreadable(T graph, GraphFormatException damage)
    {
        var scratch = new WriteScratch { Rebuilt = [] };
        Write(graph, scratch);
        var collection = scratch.Rebuilt.ElementAtOrDefault(damage.Rebuilt);
        var path = collection is null ? "" : PathFinder.Find(graph, collection);
        return Refused.Unreadable(collection, damage).At(path, typeof(T));
    }

    private GraphComparison ToldAfterTrial(T graph, ReadOnlySpan<byte> baseline, ChangeRecord record)
    {
        var paths = record.Paths.ToList();
        var value = record.MakeValue(baseline);
        if (DamageOf(value) is not null)
            return GraphComparison.OfBytes(baseline, Encode(graph), paths);
        return record.MakePatch(baseline) is { } patch ? GraphComparison.Patched(paths, patch) : GraphComparison.Replaced(paths, value);
    }
}
