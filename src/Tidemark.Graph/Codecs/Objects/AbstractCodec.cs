using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>A slot of an interface or an abstract class: every instance in it is of another type.</summary>
internal sealed class AbstractCodec<T> : ReferenceCodec<T> where T : class
{
    public override object ReadHead(ref GraphReader reader)
    {
        reader.Refuse($"The payload holds an instance of {typeof(T).Name}, which has none");
        return null!;
    }

    public override void WriteBody(ref GraphWriter writer, object value) => throw Unreachable();

    public override void ReadBody(ref GraphReader reader, object value) => throw Unreachable();

    public override bool SameBody(ref GraphComparer comparer, object value) => throw Unreachable();

    private static InvalidOperationException Unreachable() => new($"{typeof(T).Name} has no instances of its own.");
}
