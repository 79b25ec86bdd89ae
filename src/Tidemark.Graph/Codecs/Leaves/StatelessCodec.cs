using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>
/// Instances with nothing but their identity: <c>new object()</c> and <see cref="Lock"/>, both used to lock on. A lock is read back
/// free.
/// </summary>
internal sealed class StatelessCodec<T> : ReferenceCodec<T> where T : class, new()
{
    public override void WriteBody(ref GraphWriter writer, object value)
    {
    }

    public override object ReadHead(ref GraphReader reader) => new T();

    public override void ReadBody(ref GraphReader reader, object value)
    {
    }

    public override bool SameBody(ref GraphComparer comparer, object value) => true;
}
