using System.Buffers;

namespace Tidemark.Graph;

/// <summary>The compiled shape of <typeparamref name="T"/>: encode, decode and compare its graphs. Safe for all threads.</summary>
public sealed class GraphPlan<T>
{
    /// <summary>Whether no instance can change after it was made, so that handing it out is no mutable access.</summary>
    public bool IsImmutable => throw new NotImplementedException();

    /// <summary>Writes a graph.</summary>
    /// <exception cref="GraphException">The graph holds something that cannot be state. Nothing was written.</exception>
    public void Encode(T graph, IBufferWriter<byte> output) => throw new NotImplementedException();

    /// <summary>Reads a graph. Constructors are not run.</summary>
    /// <exception cref="GraphFormatException">The bytes are damaged, or of another type.</exception>
    public T Decode(ReadOnlySpan<byte> bytes) => throw new NotImplementedException();

    /// <summary>Walks a live graph beside the bytes of its baseline. Allocates nothing when they are the same.</summary>
    public GraphComparison Compare(T graph, ReadOnlySpan<byte> baseline) => throw new NotImplementedException();
}
