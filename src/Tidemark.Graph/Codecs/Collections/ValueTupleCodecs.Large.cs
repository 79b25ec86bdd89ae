using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

internal sealed class ValueTupleCodec<T1, T2, T3, T4, T5>(
    Codec<T1> first, Codec<T2> second, Codec<T3> third, Codec<T4> fourth, Codec<T5> fifth)
    : Codec<ValueTuple<T1, T2, T3, T4, T5>>, IContent
{
    public override int MinSize =>
        first.MinSize + second.MinSize + third.MinSize + fourth.MinSize + fifth.MinSize;

    public bool IsContent =>
        IContent.Is(first)
        && IContent.Is(second)
        && IContent.Is(third)
        && IContent.Is(fourth)
        && IContent.Is(fifth);

    public override void Write(ref GraphWriter writer, in ValueTuple<T1, T2, T3, T4, T5> value)
    {
        first.Write(ref writer, in value.Item1);
        second.Write(ref writer, in value.Item2);
        third.Write(ref writer, in value.Item3);
        fourth.Write(ref writer, in value.Item4);
        fifth.Write(ref writer, in value.Item5);
    }

    public override ValueTuple<T1, T2, T3, T4, T5> Read(ref GraphReader reader) =>
        new(first.Read(ref reader),
            second.Read(ref reader),
            third.Read(ref reader),
            fourth.Read(ref reader),
            fifth.Read(ref reader));

    public override bool Same(ref GraphComparer comparer, in ValueTuple<T1, T2, T3, T4, T5> value) =>
        (first.Same(ref comparer, in value.Item1) || comparer.DiffersAt("Item1"))
        && (second.Same(ref comparer, in value.Item2) || comparer.DiffersAt("Item2"))
        && (third.Same(ref comparer, in value.Item3) || comparer.DiffersAt("Item3"))
        && (fourth.Same(ref comparer, in value.Item4) || comparer.DiffersAt("Item4"))
        && (fifth.Same(ref comparer, in value.Item5) || comparer.DiffersAt("Item5"));
}

internal sealed class ValueTupleCodec<T1, T2, T3, T4, T5, T6>(
    Codec<T1> first, Codec<T2> second, Codec<T3> third, Codec<T4> fourth, Codec<T5> fifth, Codec<T6> sixth)
    : Codec<ValueTuple<T1, T2, T3, T4, T5, T6>>, IContent
{
    public override int MinSize =>
        first.MinSize + second.MinSize + third.MinSize + fourth.MinSize + fifth.MinSize + sixth.MinSize;

    public bool IsContent =>
        IContent.Is(first)
        && IContent.Is(second)
        && IContent.Is(third)
        && IContent.Is(fourth)
        && IContent.Is(fifth)
        && IContent.Is(sixth);

    public override void Write(ref GraphWriter writer, in ValueTuple<T1, T2, T3, T4, T5, T6> value)
    {
        first.Write(ref writer, in value.Item1);
        second.Write(ref writer, in value.Item2);
        third.Write(ref writer, in value.Item3);
        fourth.Write(ref writer, in value.Item4);
        fifth.Write(ref writer, in value.Item5);
        sixth.Write(ref writer, in value.Item6);
    }

    public override ValueTuple<T1, T2, T3, T4, T5, T6> Read(ref GraphReader reader) =>
        new(first.Read(ref reader),
            second.Read(ref reader),
            third.Read(ref reader),
            fourth.Read(ref reader),
            fifth.Read(ref reader),
            sixth.Read(ref reader));

    public override bool Same(ref GraphComparer comparer, in ValueTuple<T1, T2, T3, T4, T5, T6> value) =>
        (first.Same(ref comparer, in value.Item1) || comparer.DiffersAt("Item1"))
        && (second.Same(ref comparer, in value.Item2) || comparer.DiffersAt("Item2"))
        && (third.Same(ref comparer, in value.Item3) || comparer.DiffersAt("Item3"))
        && (fourth.Same(ref comparer, in value.Item4) || comparer.DiffersAt("Item4"))
        && (fifth.Same(ref comparer, in value.Item5) || comparer.DiffersAt("Item5"))
        && (sixth.Same(ref comparer, in value.Item6) || comparer.DiffersAt("Item6"));
}

internal sealed class ValueTupleCodec<T1, T2, T3, T4, T5, T6, T7>(
    Codec<T1> first, Codec<T2> second, Codec<T3> third, Codec<T4> fourth,
    Codec<T5> fifth, Codec<T6> sixth, Codec<T7> seventh)
    : Codec<ValueTuple<T1, T2, T3, T4, T5, T6, T7>>, IContent
{
    public override int MinSize =>
        first.MinSize + second.MinSize + third.MinSize + fourth.MinSize + fifth.MinSize + sixth.MinSize + seventh.MinSize;

    public bool IsContent =>
        IContent.Is(first)
        && IContent.Is(second)
        && IContent.Is(third)
        && IContent.Is(fourth)
        && IContent.Is(fifth)
        && IContent.Is(sixth)
        && IContent.Is(seventh);

    public override void Write(ref GraphWriter writer, in ValueTuple<T1, T2, T3, T4, T5, T6, T7> value)
    {
        first.Write(ref writer, in value.Item1);
        second.Write(ref writer, in value.Item2);
        third.Write(ref writer, in value.Item3);
        fourth.Write(ref writer, in value.Item4);
        fifth.Write(ref writer, in value.Item5);
        sixth.Write(ref writer, in value.Item6);
        seventh.Write(ref writer, in value.Item7);
    }

    public override ValueTuple<T1, T2, T3, T4, T5, T6, T7> Read(ref GraphReader reader) =>
        new(first.Read(ref reader),
            second.Read(ref reader),
            third.Read(ref reader),
            fourth.Read(ref reader),
            fifth.Read(ref reader),
            sixth.Read(ref reader),
            seventh.Read(ref reader));

    public override bool Same(ref GraphComparer comparer, in ValueTuple<T1, T2, T3, T4, T5, T6, T7> value) =>
        (first.Same(ref comparer, in value.Item1) || comparer.DiffersAt("Item1"))
        && (second.Same(ref comparer, in value.Item2) || comparer.DiffersAt("Item2"))
        && (third.Same(ref comparer, in value.Item3) || comparer.DiffersAt("Item3"))
        && (fourth.Same(ref comparer, in value.Item4) || comparer.DiffersAt("Item4"))
        && (fifth.Same(ref comparer, in value.Item5) || comparer.DiffersAt("Item5"))
        && (sixth.Same(ref comparer, in value.Item6) || comparer.DiffersAt("Item6"))
        && (seventh.Same(ref comparer, in value.Item7) || comparer.DiffersAt("Item7"));
}

internal sealed class ValueTupleCodec<T1, T2, T3, T4, T5, T6, T7, TRest>(
    Codec<T1> first, Codec<T2> second, Codec<T3> third, Codec<T4> fourth,
    Codec<T5> fifth, Codec<T6> sixth, Codec<T7> seventh, Codec<TRest> rest)
    : Codec<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>, IContent
    where TRest : struct
{
    public override int MinSize =>
        first.MinSize + second.MinSize + third.MinSize + fourth.MinSize + fifth.MinSize + sixth.MinSize + seventh.MinSize + rest.MinSize;

    public bool IsContent =>
        IContent.Is(first)
        && IContent.Is(second)
        && IContent.Is(third)
        && IContent.Is(fourth)
        && IContent.Is(fifth)
        && IContent.Is(sixth)
        && IContent.Is(seventh)
        && IContent.Is(rest);

    public override void Write(ref GraphWriter writer, in ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> value)
    {
        first.Write(ref writer, in value.Item1);
        second.Write(ref writer, in value.Item2);
        third.Write(ref writer, in value.Item3);
        fourth.Write(ref writer, in value.Item4);
        fifth.Write(ref writer, in value.Item5);
        sixth.Write(ref writer, in value.Item6);
        seventh.Write(ref writer, in value.Item7);
        rest.Write(ref writer, in value.Rest);
    }

    public override ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> Read(ref GraphReader reader) =>
        new(first.Read(ref reader),
            second.Read(ref reader),
            third.Read(ref reader),
            fourth.Read(ref reader),
            fifth.Read(ref reader),
            sixth.Read(ref reader),
            seventh.Read(ref reader),
            rest.Read(ref reader));

    public override bool Same(ref GraphComparer comparer, in ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> value) =>
        (first.Same(ref comparer, in value.Item1) || comparer.DiffersAt("Item1"))
        && (second.Same(ref comparer, in value.Item2) || comparer.DiffersAt("Item2"))
        && (third.Same(ref comparer, in value.Item3) || comparer.DiffersAt("Item3"))
        && (fourth.Same(ref comparer, in value.Item4) || comparer.DiffersAt("Item4"))
        && (fifth.Same(ref comparer, in value.Item5) || comparer.DiffersAt("Item5"))
        && (sixth.Same(ref comparer, in value.Item6) || comparer.DiffersAt("Item6"))
        && (seventh.Same(ref comparer, in value.Item7) || comparer.DiffersAt("Item7"))
        && (rest.Same(ref comparer, in value.Rest) || comparer.DiffersAt("Rest"));
}
