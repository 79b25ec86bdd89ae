using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs;

/// <summary>
/// A class whose instances are created first and filled later, and whose identity can be seen. Concrete codecs implement head and body;
/// null, back references, derived types and deferred bodies are handled here and in the walkers, once.
/// </summary>
internal abstract class ReferenceCodec<T> : Codec<T> where T : class
{
    public sealed override int MinSize => 1;

    public override bool IsTracked => true;

    public override void Write(ref GraphWriter writer, in T value) => writer.WriteReference(this, value);

    public override T Read(ref GraphReader reader) => Unsafe.As<T>(reader.ReadReference(this)!);

    public override bool Same(ref GraphComparer comparer, in T value) => comparer.SameReference(this, value);

    public override void WriteHead(ref GraphWriter writer, object value)
    {
    }

    public override bool SameHead(ref GraphComparer comparer, object value) => true;

    public abstract override void WriteBody(ref GraphWriter writer, object value);

    public abstract override void ReadBody(ref GraphReader reader, object value);

    public abstract override bool SameBody(ref GraphComparer comparer, object value);
}
