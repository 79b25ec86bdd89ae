using System.Buffers;
using Tidemark.Bench.HandWritten;
using Tidemark.Bench.Models;
using Tidemark.Bench.Verbs;
using Tidemark.Graph;

namespace Tidemark.Bench.Report;

/// <summary>The bytes that a cart takes in each form.</summary>
public sealed record PayloadSizes(int Lines, int Hand, int Graph, int Json)
{
    public static IEnumerable<PayloadSizes> All()
    {
        var plan = new GraphSerializer().PlanOf<Cart>();
        foreach (var lines in new[] { 10, 200 })
        {
            var cart = Carts.WithLines(lines);
            var (hand, graph) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
            HandWriter.Write(cart, hand);
            plan.Encode(cart, graph);
            yield return new PayloadSizes(lines, hand.WrittenCount, graph.WrittenCount, CartJson.Write(cart).Length);
        }
    }
}
