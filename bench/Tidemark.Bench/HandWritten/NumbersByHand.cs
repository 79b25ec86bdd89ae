using System.Buffers;
using System.Runtime.InteropServices;

namespace Tidemark.Bench.HandWritten;

public sealed class NumbersByHand : IByHand<double[]>
{
    public void Write(double[] graph, IBufferWriter<byte> output) => output.Write(MemoryMarshal.AsBytes(graph.AsSpan()));

    public bool IsSame(double[] graph, ReadOnlySpan<byte> bytes) => MemoryMarshal.AsBytes(graph.AsSpan()).SequenceEqual(bytes);
}
