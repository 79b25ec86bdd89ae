using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Converted;

/// <summary>A type that the engine does not look into, by the plain value that the application makes of it. Its identity is not kept.</summary>
internal interface IConvertedCodec
{
    /// <summary>The type of the plain value.</summary>
    Type Plain { get; }
}

/// <summary>The form of the plain value, in place.</summary>
internal sealed class ConvertedCodec<T, TPlain>(Codec<TPlain> plain, Func<T, TPlain> toPlain, Func<TPlain, T> fromPlain)
    : Codec<T>, IConvertedCodec
{
    public Type Plain => typeof(TPlain);

    public override int MinSize => plain.MinSize;

    public override void Write(ref GraphWriter writer, in T value) => plain.Write(ref writer, ToPlain(in value));

    public override T Read(ref GraphReader reader)
    {
        var value = plain.Read(ref reader);
        try
        {
            return fromPlain(value);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            throw new GraphFormatException($"The conversion to {Refused.NameOf(typeof(T))} refused a value", reader.Position, cause);
        }
    }

    public override bool Same(ref GraphComparer comparer, in T value) => plain.Same(ref comparer, ToPlain(in value));

    private TPlain ToPlain(in T value)
    {
        try
        {
            return toPlain(value);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            throw new GraphException(
                $"The conversion of {Refused.NameOf(typeof(T))} to {Refused.NameOf(typeof(TPlain))} failed with {cause.GetType().Name}. "
                + "Mend the functions given to GraphOptions.Convert.",
                "",
                cause);
        }
    }
}
