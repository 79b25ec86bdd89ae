using System.Buffers;
using Tidemark.Bench.Models;
using static Tidemark.Bench.HandWritten.HandBytes;

namespace Tidemark.Bench.HandWritten;

/// <summary>A dictionary, in the order of its entries only.</summary>
public sealed class LinesByHand : IByHand<Dictionary<string, CartLine>>
{
    public void Write(Dictionary<string, CartLine> graph, IBufferWriter<byte> output)
    {
        output.WriteFixed(graph.Count);
        foreach (var (key, line) in graph)
        {
            output.WriteString(key);
            output.WriteString(line.Sku);
            output.WriteString(line.Name);
            output.WriteFixed(line.Quantity);
            output.WriteFixed(line.Price);
            output.WriteFixed(line.Gift);
        }
    }

    public bool IsSame(Dictionary<string, CartLine> graph, ReadOnlySpan<byte> bytes)
    {
        if (!SameFixed(graph.Count, ref bytes))
            return false;
        foreach (var (key, line) in graph)
        {
            if (!SameString(key, ref bytes) || !SameString(line.Sku, ref bytes) || !SameString(line.Name, ref bytes)
                || !SameFixed(line.Quantity, ref bytes) || !SameFixed(line.Price, ref bytes) || !SameFixed(line.Gift, ref bytes))
            {
                return false;
            }
        }

        return bytes.IsEmpty;
    }
}
