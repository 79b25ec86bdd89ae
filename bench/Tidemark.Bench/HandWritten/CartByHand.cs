using System.Buffers;
using Tidemark.Bench.Models;

namespace Tidemark.Bench.HandWritten;

public sealed class CartByHand : IByHand<Cart>
{
    public void Write(Cart graph, IBufferWriter<byte> output) => HandWriter.Write(graph, output);

    public bool IsSame(Cart graph, ReadOnlySpan<byte> bytes) => HandComparer.IsSame(graph, bytes);
}
