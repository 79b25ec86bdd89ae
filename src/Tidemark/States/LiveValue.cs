using Tidemark.Graph;

namespace Tidemark;

/// <summary>The live object of an attribute, together with the form that its bytes have.</summary>
internal abstract class LiveValue
{
    public abstract Type Type { get; }

    public abstract bool IsImmutable { get; }

    /// <summary>The value itself.</summary>
    public abstract object? Instance { get; }

    /// <summary>About how much memory it takes.</summary>
    /// <param name="encodedLength">How long its encoding is.</param>
    public abstract long MemoryOf(int encodedLength);

    /// <summary>Whether the live value is what these bytes hold. Bytes of another form, or damaged ones, are not.</summary>
    public abstract bool IsSameAs(ReadOnlySpan<byte> encoded);

    /// <summary>What turns these bytes into the live value's. Null if they are of another form, or damaged.</summary>
    public abstract GraphComparison? Compare(ReadOnlySpan<byte> encoded);

    /// <summary>The live value as bytes of just the right length, which a store may keep.</summary>
    public abstract byte[] Encode();

    /// <summary>Why a node that reads these bytes would not get the live value; null if it would.</summary>
    /// <param name="encoded">What the store will have.</param>
    /// <param name="whole">What <see cref="Encode"/> makes of the live value; null if it is enough that the bytes can be read.</param>
    public abstract string? FaultOf(ReadOnlySpan<byte> encoded, ReadOnlyMemory<byte>? whole);

    /// <summary>The instances of the live graph, as the graph engine sees it; none if it does not know the type.</summary>
    public abstract IReadOnlyList<object> InstancesOf(AttributeForms forms);

    /// <summary>Where an instance of the live graph is.</summary>
    public abstract string PathTo(object instance);

    /// <summary>
    /// Takes the place of another live value, which may be the very same object, or hold the same ones: what other builds know of these is kept.
    /// </summary>
    public abstract void Follow(LiveValue? former);
}

internal sealed class LiveValue<T>(ValueForm<T> form, T value) : LiveValue
{
    private ValueForm<T> _form = form;

    public T Value { get; set; } = value;

    public override Type Type => typeof(T);

    public override bool IsImmutable => _form.IsImmutable;

    public override object? Instance => Value;

    public override long MemoryOf(int encodedLength) => _form.MemoryOf(encodedLength);

    public override bool IsSameAs(ReadOnlySpan<byte> encoded) => _form.IsSame(Value, encoded);

    public override GraphComparison? Compare(ReadOnlySpan<byte> encoded) => _form.Compare(Value, encoded);

    public override byte[] Encode() => _form.Encode(Value);

    public override string? FaultOf(ReadOnlySpan<byte> encoded, ReadOnlyMemory<byte>? whole)
    {
        T copy;
        try
        {
            copy = _form.Decode(encoded);
        }
        catch (Exception unreadable) when (unreadable is GraphFormatException or GraphException or UnknownSchemaException or SerializerException)
        {
            return unreadable.Message;
        }

        // Sets may be written in another order than they are kept in.
        var isSame = whole is not { } expected || _form.Encode(copy).AsSpan().SequenceEqual(expected.Span)
            || (_form.IsSame(Value, encoded) && _form.IsSame(copy, expected.Span));
        return isSame ? null : "It makes another value.";
    }

    public override IReadOnlyList<object> InstancesOf(AttributeForms forms) => forms.InstancesOf(Value);

    public override string PathTo(object instance) => GraphPlan<T>.PathTo(Value, instance);

    public override void Follow(LiveValue? former)
    {
        if (former is LiveValue<T> { _form: TranslatedForm<T> translated })
            _form = translated;
    }

    /// <summary>It was decoded just now, which took so much memory.</summary>
    public void Made(int encodedLength, long memory) => _form.Decoded(encodedLength, memory);

    public T Copy(ReadOnlySpan<byte> encoded) => _form.Decode(encoded);
}
