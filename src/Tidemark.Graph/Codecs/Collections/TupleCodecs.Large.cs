using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

internal sealed class TupleCodec<T1, T2, T3, T4, T5>(
    Codec<T1> first, Codec<T2> second, Codec<T3> third, Codec<T4> fourth, Codec<T5> fifth)
    : Codec<Tuple<T1, T2, T3, T4, T5>>, IContent
{
    public override int MinSize => 1;

    public bool IsContent =>
        IContent.Is(first)
        && IContent.Is(second)
        && IContent.Is(third)
        && IContent.Is(fourth)
        && IContent.Is(fifth);

    public override void Write(ref GraphWriter writer, in Tuple<T1, T2, T3, T4, T5> value)
    {
        if (!TuplePresence.Write(ref writer, value))
            return;
        first.Write(ref writer, value.Item1);
        second.Write(ref writer, value.Item2);
        third.Write(ref writer, value.Item3);
        fourth.Write(ref writer, value.Item4);
        fifth.Write(ref writer, value.Item5);
    }

    public override Tuple<T1, T2, T3, T4, T5> Read(ref GraphReader reader) => !TuplePresence.Read(ref reader)
        ? null!
        : new(first.Read(ref reader),
            second.Read(ref reader),
            third.Read(ref reader),
            fourth.Read(ref reader),
            fifth.Read(ref reader));

    public override bool Same(ref GraphComparer comparer, in Tuple<T1, T2, T3, T4, T5> value) =>
        TuplePresence.Same(ref comparer, value, out var isThere)
        && (!isThere || ((first.Same(ref comparer, value.Item1) || comparer.DiffersAt("Item1"))
            && (second.Same(ref comparer, value.Item2) || comparer.DiffersAt("Item2"))
            && (third.Same(ref comparer, value.Item3) || comparer.DiffersAt("Item3"))
            && (fourth.Same(ref comparer, value.Item4) || comparer.DiffersAt("Item4"))
            && (fifth.Same(ref comparer, value.Item5) || comparer.DiffersAt("Item5"))));
}

internal sealed class TupleCodec<T1, T2, T3, T4, T5, T6>(
    Codec<T1> first, Codec<T2> second, Codec<T3> third, Codec<T4> fourth, Codec<T5> fifth, Codec<T6> sixth)
    : Codec<Tuple<T1, T2, T3, T4, T5, T6>>, IContent
{
    public override int MinSize => 1;

    public bool IsContent =>
        IContent.Is(first)
        && IContent.Is(second)
        && IContent.Is(third)
        && IContent.Is(fourth)
        && IContent.Is(fifth)
        && IContent.Is(sixth);

    public override void Write(ref GraphWriter writer, in Tuple<T1, T2, T3, T4, T5, T6> value)
    {
        if (!TuplePresence.Write(ref writer, value))
            return;
        first.Write(ref writer, value.Item1);
        second.Write(ref writer, value.Item2);
        third.Write(ref writer, value.Item3);
        fourth.Write(ref writer, value.Item4);
        fifth.Write(ref writer, value.Item5);
        sixth.Write(ref writer, value.Item6);
    }

    public override Tuple<T1, T2, T3, T4, T5, T6> Read(ref GraphReader reader) => !TuplePresence.Read(ref reader)
        ? null!
        : new(first.Read(ref reader),
            second.Read(ref reader),
            third.Read(ref reader),
            fourth.Read(ref reader),
            fifth.Read(ref reader),
            sixth.Read(ref reader));

    public override bool Same(ref GraphComparer comparer, in Tuple<T1, T2, T3, T4, T5, T6> value) =>
        TuplePresence.Same(ref comparer, value, out var isThere)
        && (!isThere || ((first.Same(ref comparer, value.Item1) || comparer.DiffersAt("Item1"))
            && (second.Same(ref comparer, value.Item2) || comparer.DiffersAt("Item2"))
            && (third.Same(ref comparer, value.Item3) || comparer.DiffersAt("Item3"))
            && (fourth.Same(ref comparer, value.Item4) || comparer.DiffersAt("Item4"))
            && (fifth.Same(ref comparer, value.Item5) || comparer.DiffersAt("Item5"))
            && (sixth.Same(ref comparer, value.Item6) || comparer.DiffersAt("Item6"))));
}

internal sealed class TupleCodec<T1, T2, T3, T4, T5, T6, T7>(
    Codec<T1> first, Codec<T2> second, Codec<T3> third, Codec<T4> fourth,
    Codec<T5> fifth, Codec<T6> sixth, Codec<T7> seventh)
    : Codec<Tuple<T1, T2, T3, T4, T5, T6, T7>>, IContent
{
    public override int MinSize => 1;

    public bool IsContent =>
        IContent.Is(first)
        && IContent.Is(second)
        && IContent.Is(third)
        && IContent.Is(fourth)
        && IContent.Is(fifth)
        && IContent.Is(sixth)
        && IContent.Is(seventh);

    public override void Write(ref GraphWriter writer, in Tuple<T1, T2, T3, T4, T5, T6, T7> value)
    {
        if (!TuplePresence.Write(ref writer, value))
            return;
        first.Write(ref writer, value.Item1);
        second.Write(ref writer, value.Item2);
        third.Write(ref writer, value.Item3);
        fourth.Write(ref writer, value.Item4);
        fifth.Write(ref writer, value.Item5);
        sixth.Write(ref writer, value.Item6);
        seventh.Write(ref writer, value.Item7);
    }

    public override Tuple<T1, T2, T3, T4, T5, T6, T7> Read(ref GraphReader reader) => !TuplePresence.Read(ref reader)
        ? null!
        : new(first.Read(ref reader),
            second.Read(ref reader),
            third.Read(ref reader),
            fourth.Read(ref reader),
            fifth.Read(ref reader),
            sixth.Read(ref reader),
            seventh.Read(ref reader));

    public override bool Same(ref GraphComparer comparer, in Tuple<T1, T2, T3, T4, T5, T6, T7> value) =>
        TuplePresence.Same(ref comparer, value, out var isThere)
        && (!isThere || ((first.Same(ref comparer, value.Item1) || comparer.DiffersAt("Item1"))
            && (second.Same(ref comparer, value.Item2) || comparer.DiffersAt("Item2"))
            && (third.Same(ref comparer, value.Item3) || comparer.DiffersAt("Item3"))
            && (fourth.Same(ref comparer, value.Item4) || comparer.DiffersAt("Item4"))
            && (fifth.Same(ref comparer, value.Item5) || comparer.DiffersAt("Item5"))
            && (sixth.Same(ref comparer, value.Item6) || comparer.DiffersAt("Item6"))
            && (seventh.Same(ref comparer, value.Item7) || comparer.DiffersAt("Item7"))));
}

internal sealed class TupleCodec<T1, T2, T3, T4, T5, T6, T7, TRest>(
    Codec<T1> first, Codec<T2> second, Codec<T3> third, Codec<T4> fourth,
    Codec<T5> fifth, Codec<T6> sixth, Codec<T7> seventh, Codec<TRest> rest)
    : Codec<Tuple<T1, T2, T3, T4, T5, T6, T7, TRest>>, IContent
    where TRest : notnull
{
    public override int MinSize => 1;

    public bool IsContent =>
        IContent.Is(first)
        && IContent.Is(second)
        && IContent.Is(third)
        && IContent.Is(fourth)
        && IContent.Is(fifth)
        && IContent.Is(sixth)
        && IContent.Is(seventh)
        && IContent.Is(rest);

    public override void Write(ref GraphWriter writer, in Tuple<T1, T2, T3, T4, T5, T6, T7, TRest> value)
    {
        if (!TuplePresence.Write(ref writer, value))
            return;
        first.Write(ref writer, value.Item1);
        second.Write(ref writer, value.Item2);
        third.Write(ref writer, value.Item3);
        fourth.Write(ref writer, value.Item4);
        fifth.Write(ref writer, value.Item5);
        sixth.Write(ref writer, value.Item6);
        seventh.Write(ref writer, value.Item7);
        rest.Write(ref writer, value.Rest);
    }

    public override Tuple<T1, T2, T3, T4, T5, T6, T7, TRest> Read(ref GraphReader reader) => !TuplePresence.Read(ref reader)
        ? null!
        : new(first.Read(ref reader),
            second.Read(ref reader),
            third.Read(ref reader),
            fourth.Read(ref reader),
            fifth.Read(ref reader),
            sixth.Read(ref reader),
            seventh.Read(ref reader),
            TuplePresence.Rest(ref reader, rest.Read(ref reader)));

    public override bool Same(ref GraphComparer comparer, in Tuple<T1, T2, T3, T4, T5, T6, T7, TRest> value) =>
        TuplePresence.Same(ref comparer, value, out var isThere)
        && (!isThere || ((first.Same(ref comparer, value.Item1) || comparer.DiffersAt("Item1"))
            && (second.Same(ref comparer, value.Item2) || comparer.DiffersAt("Item2"))
            && (third.Same(ref comparer, value.Item3) || comparer.DiffersAt("Item3"))
            && (fourth.Same(ref comparer, value.Item4) || comparer.DiffersAt("Item4"))
            && (fifth.Same(ref comparer, value.Item5) || comparer.DiffersAt("Item5"))
            && (sixth.Same(ref comparer, value.Item6) || comparer.DiffersAt("Item6"))
            && (seventh.Same(ref comparer, value.Item7) || comparer.DiffersAt("Item7"))
            && (rest.Same(ref comparer, value.Rest) || comparer.DiffersAt("Rest"))));
}
