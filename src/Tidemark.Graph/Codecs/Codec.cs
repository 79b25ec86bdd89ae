using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs;

/// <summary>
/// The three verbs of one type, over boxed values: what a slot of a base type, an interface or <see cref="object"/> dispatches to.
/// The head is what is needed to create the instance; the body may come later, so that deep graphs need no deep stack.
/// </summary>
internal abstract class Codec(Type type)
{
    public Type Type => type;

    /// <summary>The fewest bytes a value takes; at least 1. Bounds what a hostile count can make a reader allocate.</summary>
    public abstract int MinSize { get; }

    /// <summary>Whether two references to one instance differ from references to two equal instances.</summary>
    public virtual bool IsTracked => false;

    public abstract void WriteHead(ref GraphWriter writer, object value);

    public abstract object ReadHead(ref GraphReader reader);

    public abstract bool SameHead(ref GraphComparer comparer, object value);

    public virtual void WriteBody(ref GraphWriter writer, object value)
    {
    }

    public virtual void ReadBody(ref GraphReader reader, object value)
    {
    }

    public virtual bool SameBody(ref GraphComparer comparer, object value) => true;
}

/// <summary>The three verbs of one type: encode, decode, compare. Immutable once built, and safe for all threads.</summary>
internal abstract class Codec<T>() : Codec(typeof(T))
{
    public abstract void Write(ref GraphWriter writer, in T value);

    public abstract T Read(ref GraphReader reader);

    /// <summary>Whether the live value is what the baseline holds at the comparer's position; moves past it if so.</summary>
    public abstract bool Same(ref GraphComparer comparer, in T value);

    public override void WriteHead(ref GraphWriter writer, object value) => Write(ref writer, (T)value);

    public override object ReadHead(ref GraphReader reader) => Read(ref reader)!;

    public override bool SameHead(ref GraphComparer comparer, object value) => Same(ref comparer, (T)value);
}
