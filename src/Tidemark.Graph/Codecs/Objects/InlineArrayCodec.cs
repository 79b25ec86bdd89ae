using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>A struct that repeats its one field.</summary>
internal interface IInlineArrayCodec
{
    Type Element { get; }

    int Length { get; }
}

/// <summary>The elements in place, as a struct has its members.</summary>
internal sealed class InlineArrayCodec<TArray, T>(Codec<T> element, int length) : Codec<TArray>, IInlineArrayCodec, IContent where TArray : struct
{
    private readonly IElements<T> _elements = Elements.Of(element);

    public Type Element => typeof(T);

    public int Length => length;

    public bool IsContent => IContent.Is(element);

    public override int MinSize => length * _elements.MinSize;

    public override void Write(ref GraphWriter writer, in TArray value) => _elements.Write(ref writer, SpanOf(in value));

    public override TArray Read(ref GraphReader reader)
    {
        var value = default(TArray);
        _elements.Read(ref reader, MemoryMarshal.CreateSpan(ref Unsafe.As<TArray, T>(ref value), length));
        return value;
    }

    public override bool Same(ref GraphComparer comparer, in TArray value) => _elements.Same(ref comparer, SpanOf(in value));

    private ReadOnlySpan<T> SpanOf(scoped in TArray value) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<TArray, T>(ref Unsafe.AsRef(in value)), length);
}
