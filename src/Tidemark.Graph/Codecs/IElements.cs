using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs;

/// <summary>The three verbs over many values in a row. Compare adds the index of the first difference to the path.</summary>
internal interface IElements<T>
{
    /// <summary>The fewest bytes one of them takes.</summary>
    int MinSize { get; }

    void Write(ref GraphWriter writer, ReadOnlySpan<T> values);

    void Read(ref GraphReader reader, Span<T> values);

    bool Same(ref GraphComparer comparer, ReadOnlySpan<T> values);
}

/// <summary>Elements one by one.</summary>
internal sealed class CodedElements<T>(Codec<T> codec) : IElements<T>
{
    public int MinSize => codec.MinSize;

    public void Write(ref GraphWriter writer, ReadOnlySpan<T> values)
    {
        foreach (ref readonly var value in values)
            codec.Write(ref writer, in value);
    }

    public void Read(ref GraphReader reader, Span<T> values)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = codec.Read(ref reader);
    }

    public bool Same(ref GraphComparer comparer, ReadOnlySpan<T> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!comparer.SamePart(codec, in values[i], i))
                return false;
        }

        return true;
    }
}

/// <summary>Picks the way elements are walked, and reads arrays of them.</summary>
internal static class Elements
{
    /// <summary>By one memory copy where the codec knows how, else one by one.</summary>
    public static IElements<T> Of<T>(Codec<T> codec) => codec as IElements<T> ?? new CodedElements<T>(codec);

    /// <summary>Reads elements whose count was read, and claimed, by the caller.</summary>
    public static T[] ReadArray<T>(this IElements<T> elements, ref GraphReader reader, int count)
    {
        var values = new T[count];
        elements.Read(ref reader, values);
        return values;
    }
}
