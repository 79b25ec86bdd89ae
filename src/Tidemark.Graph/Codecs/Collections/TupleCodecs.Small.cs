using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>0 for null, else 1, then the items in turn. The other sizes differ in nothing but their number.</summary>
internal sealed class TupleCodec<T1>(
    Codec<T1> first)
    : Codec<Tuple<T1>>, IContent
{
    public override int MinSize => 1;

    public bool IsContent =>
        IContent.Is(first);

    public override void Write(ref GraphWriter writer, in Tuple<T1> value)
    {
        if (!TuplePresence.Write(ref writer, value))
            return;
        first.Write(ref writer, value.Item1);
    }

    public override Tuple<T1> Read(ref GraphReader reader) => !TuplePresence.Read(ref reader)
        ? null!
        : new(first.Read(ref reader));

    public override bool Same(ref GraphComparer comparer, in Tuple<T1> value) =>
        TuplePresence.Same(ref comparer, value, out var isThere)
        && (!isThere || ((first.Same(ref comparer, value.Item1) || comparer.DiffersAt("Item1"))));
}

internal sealed class TupleCodec<T1, T2>(
    Codec<T1> first, Codec<T2> second)
    : Codec<Tuple<T1, T2>>, IContent
{
    public override int MinSize => 1;

    public bool IsContent =>
        IContent.Is(first) && IContent.Is(second);

    public override void Write(ref GraphWriter writer, in Tuple<T1, T2> value)
    {
        if (!TuplePresence.Write(ref writer, value))
            return;
        first.Write(ref writer, value.Item1);
        second.Write(ref writer, value.Item2);
    }

    public override Tuple<T1, T2> Read(ref GraphReader reader) => !TuplePresence.Read(ref reader)
        ? null!
        : new(first.Read(ref reader), second.Read(ref reader));

    public override bool Same(ref GraphComparer comparer, in Tuple<T1, T2> value) =>
        TuplePresence.Same(ref comparer, value, out var isThere)
        && (!isThere || ((first.Same(ref comparer, value.Item1) || comparer.DiffersAt("Item1"))
            && (second.Same(ref comparer, value.Item2) || comparer.DiffersAt("Item2"))));
}

internal sealed class TupleCodec<T1, T2, T3>(
    Codec<T1> first, Codec<T2> second, Codec<T3> third)
    : Codec<Tuple<T1, T2, T3>>, IContent
{
    public override int MinSize => 1;

    public bool IsContent =>
        IContent.Is(first) && IContent.Is(second) && IContent.Is(third);

    public override void Write(ref GraphWriter writer, in Tuple<T1, T2, T3> value)
    {
        if (!TuplePresence.Write(ref writer, value))
            return;
        first.Write(ref writer, value.Item1);
        second.Write(ref writer, value.Item2);
        third.Write(ref writer, value.Item3);
    }

    public override Tuple<T1, T2, T3> Read(ref GraphReader reader) => !TuplePresence.Read(ref reader)
        ? null!
        : new(first.Read(ref reader),
            second.Read(ref reader),
            third.Read(ref reader));

    public override bool Same(ref GraphComparer comparer, in Tuple<T1, T2, T3> value) =>
        TuplePresence.Same(ref comparer, value, out var isThere)
        && (!isThere || ((first.Same(ref comparer, value.Item1) || comparer.DiffersAt("Item1"))
            && (second.Same(ref comparer, value.Item2) || comparer.DiffersAt("Item2"))
            && (third.Same(ref comparer, value.Item3) || comparer.DiffersAt("Item3"))));
}

internal sealed class TupleCodec<T1, T2, T3, T4>(
    Codec<T1> first, Codec<T2> second, Codec<T3> third, Codec<T4> fourth)
    : Codec<Tuple<T1, T2, T3, T4>>, IContent
{
    public override int MinSize => 1;

    public bool IsContent =>
        IContent.Is(first) && IContent.Is(second) && IContent.Is(third) && IContent.Is(fourth);

    public override void Write(ref GraphWriter writer, in Tuple<T1, T2, T3, T4> value)
    {
        if (!TuplePresence.Write(ref writer, value))
            return;
        first.Write(ref writer, value.Item1);
        second.Write(ref writer, value.Item2);
        third.Write(ref writer, value.Item3);
        fourth.Write(ref writer, value.Item4);
    }

    public override Tuple<T1, T2, T3, T4> Read(ref GraphReader reader) => !TuplePresence.Read(ref reader)
        ? null!
        : new(first.Read(ref reader),
            second.Read(ref reader),
            third.Read(ref reader),
            fourth.Read(ref reader));

    public override bool Same(ref GraphComparer comparer, in Tuple<T1, T2, T3, T4> value) =>
        TuplePresence.Same(ref comparer, value, out var isThere)
        && (!isThere || ((first.Same(ref comparer, value.Item1) || comparer.DiffersAt("Item1"))
            && (second.Same(ref comparer, value.Item2) || comparer.DiffersAt("Item2"))
            && (third.Same(ref comparer, value.Item3) || comparer.DiffersAt("Item3"))
            && (fourth.Same(ref comparer, value.Item4) || comparer.DiffersAt("Item4"))));
}
