using System.Buffers;
using System.Runtime.InteropServices;
using Tidemark.Bench.Graphs;
using static Tidemark.Bench.HandWritten.HandBytes;

namespace Tidemark.Bench.HandWritten;

/// <summary>A tree: that no page has two parents is known, and not looked at.</summary>
public sealed class PageByHand : IByHand<Page>
{
    public void Write(Page graph, IBufferWriter<byte> output)
    {
        output.WriteString(graph.Title);
        output.WriteFixed(graph.Visits);
        output.WriteFixed(graph.Children.Count);
        foreach (var child in graph.Children)
            Write(child, output);
    }

    public bool IsSame(Page graph, ReadOnlySpan<byte> bytes) => IsSame(graph, ref bytes) && bytes.IsEmpty;

    private static bool IsSame(Page page, ref ReadOnlySpan<byte> bytes)
    {
        if (!SameString(page.Title, ref bytes) || !SameFixed(page.Visits, ref bytes) || !SameFixed(page.Children.Count, ref bytes))
            return false;
        foreach (var child in CollectionsMarshal.AsSpan(page.Children))
        {
            if (!IsSame(child, ref bytes))
                return false;
        }

        return true;
    }
}
