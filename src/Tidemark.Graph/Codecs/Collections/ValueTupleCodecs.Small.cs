using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>The items in turn. The other sizes differ in nothing but their number.</summary>
internal sealed class ValueTupleCodec<T1>(
    Codec<T1> first)
    : Codec<ValueTuple<T1>>, IContent
{
    public override int MinSize =>
        first.MinSize;

    public bool IsContent =>
        IContent.Is(first);

    public override void Write(ref GraphWriter writer, in ValueTuple<T1> value)
    {
        first.Write(ref writer, in value.Item1);
    }

    public override ValueTuple<T1> Read(ref GraphReader reader) =>
        new(first.Read(ref reader));

    public override bool Same(ref GraphComparer comparer, in ValueTuple<T1> value) =>
        (first.Same(ref comparer, in value.Item1) || comparer.DiffersAt("Item1"));
}

internal sealed class ValueTupleCodec<T1, T2>(
    Codec<T1> first, Codec<T2> second)
    : Codec<ValueTuple<T1, T2>>, IContent
{
    public override int MinSize =>
        first.MinSize + second.MinSize;

    public bool IsContent =>
        IContent.Is(first) && IContent.Is(second);

    public override void Write(ref GraphWriter writer, in ValueTuple<T1, T2> value)
    {
        first.Write(ref writer, in value.Item1);
        second.Write(ref writer, in value.Item2);
    }

    public override ValueTuple<T1, T2> Read(ref GraphReader reader) =>
        new(first.Read(ref reader), second.Read(ref reader));

    public override bool Same(ref GraphComparer comparer, in ValueTuple<T1, T2> value) =>
        (first.Same(ref comparer, in value.Item1) || comparer.DiffersAt("Item1"))
        && (second.Same(ref comparer, in value.Item2) || comparer.DiffersAt("Item2"));
}

internal sealed class ValueTupleCodec<T1, T2, T3>(
    Codec<T1> first, Codec<T2> second, Codec<T3> third)
    : Codec<ValueTuple<T1, T2, T3>>, IContent
{
    public override int MinSize =>
        first.MinSize + second.MinSize + third.MinSize;

    public bool IsContent =>
        IContent.Is(first) && IContent.Is(second) && IContent.Is(third);

    public override void Write(ref GraphWriter writer, in ValueTuple<T1, T2, T3> value)
    {
        first.Write(ref writer, in value.Item1);
        second.Write(ref writer, in value.Item2);
        third.Write(ref writer, in value.Item3);
    }

    public override ValueTuple<T1, T2, T3> Read(ref GraphReader reader) =>
        new(first.Read(ref reader),
            second.Read(ref reader),
            third.Read(ref reader));

    public override bool Same(ref GraphComparer comparer, in ValueTuple<T1, T2, T3> value) =>
        (first.Same(ref comparer, in value.Item1) || comparer.DiffersAt("Item1"))
        && (second.Same(ref comparer, in value.Item2) || comparer.DiffersAt("Item2"))
        && (third.Same(ref comparer, in value.Item3) || comparer.DiffersAt("Item3"));
}

internal sealed class ValueTupleCodec<T1, T2, T3, T4>(
    Codec<T1> first, Codec<T2> second, Codec<T3> third, Codec<T4> fourth)
    : Codec<ValueTuple<T1, T2, T3, T4>>, IContent
{
    public override int MinSize =>
        first.MinSize + second.MinSize + third.MinSize + fourth.MinSize;

    public bool IsContent =>
        IContent.Is(first) && IContent.Is(second) && IContent.Is(third) && IContent.Is(fourth);

    public override void Write(ref GraphWriter writer, in ValueTuple<T1, T2, T3, T4> value)
    {
        first.Write(ref writer, in value.Item1);
        second.Write(ref writer, in value.Item2);
        third.Write(ref writer, in value.Item3);
        fourth.Write(ref writer, in value.Item4);
    }

    public override ValueTuple<T1, T2, T3, T4> Read(ref GraphReader reader) =>
        new(first.Read(ref reader),
            second.Read(ref reader),
            third.Read(ref reader),
            fourth.Read(ref reader));

    public override bool Same(ref GraphComparer comparer, in ValueTuple<T1, T2, T3, T4> value) =>
        (first.Same(ref comparer, in value.Item1) || comparer.DiffersAt("Item1"))
        && (second.Same(ref comparer, in value.Item2) || comparer.DiffersAt("Item2"))
        && (third.Same(ref comparer, in value.Item3) || comparer.DiffersAt("Item3"))
        && (fourth.Same(ref comparer, in value.Item4) || comparer.DiffersAt("Item4"));
}
