using System.Buffers;

namespace Tidemark.Bench.HandWritten;

/// <summary>What somebody would write by hand for one model: it knows its types, and where it may hold references.</summary>
/// <typeparam name="T">The root of the model.</typeparam>
public interface IByHand<T>
{
    void Write(T graph, IBufferWriter<byte> output);

    /// <summary>Whether the graph is what was written. Allocates nothing.</summary>
    bool IsSame(T graph, ReadOnlySpan<byte> bytes);
}
