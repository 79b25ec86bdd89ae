using Tidemark.Graph.Codecs.Leaves;

namespace Tidemark.Graph.Codecs.Converted;

/// <summary>How values of one type become plain ones, and back.</summary>
internal abstract class Conversion
{
    /// <summary>The type that lies in the bytes.</summary>
    public abstract Type Plain { get; }

    public abstract Codec MakeCodec(Codec plain);
}

internal sealed class StructConversion<T, TPlain>(Func<T, TPlain> toPlain, Func<TPlain, T> fromPlain) : Conversion
{
    public override Type Plain => typeof(TPlain);

    public override Codec MakeCodec(Codec plain) => new ConvertedCodec<T, TPlain>((Codec<TPlain>)plain, toPlain, fromPlain);
}

/// <summary>Null stays null, and the functions never see it.</summary>
internal sealed class ClassConversion<T, TPlain>(Func<T, TPlain> toPlain, Func<TPlain, T> fromPlain) : Conversion
    where T : class
    where TPlain : struct
{
    public override Type Plain => typeof(TPlain?);

    public override Codec MakeCodec(Codec plain) => new ConvertedCodec<T, TPlain?>(
        (Codec<TPlain?>)plain, value => value is null ? null : toPlain(value), value => value is { } some ? fromPlain(some) : null!);
}

/// <summary>As <see cref="ClassConversion{T, TPlain}"/>, to a type that has a null of its own.</summary>
internal sealed class TextConversion<T>(Func<T, string> toPlain, Func<string, T> fromPlain) : Conversion where T : class
{
    public override Type Plain => typeof(string);

    public override Codec MakeCodec(Codec plain) => new ConvertedCodec<T, string>(
        (StringCodec)plain, value => value is null ? null! : toPlain(value), value => value is null ? null! : fromPlain(value));
}
