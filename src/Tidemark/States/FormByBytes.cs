using Tidemark.Graph;

namespace Tidemark;

/// <summary>
/// Writes in one form and reads all: bytes say who wrote them. A value that is still what bytes of another form hold is unchanged; once it
/// changes, it is written in the form that is chosen now.
/// </summary>
/// <param name="chosen">The form to write in.</param>
/// <param name="serializer">Whose form that is; null for the graph engine.</param>
/// <param name="attribute">Whose bytes they are.</param>
/// <param name="forms">Finds the others.</param>
internal sealed class FormByBytes<T>(ValueForm<T> chosen, AttributeSerializer? serializer, string attribute, AttributeForms forms)
    : ValueForm<T>
{
    public override bool IsImmutable => chosen.IsImmutable;

    public override bool IsSame(T value, ReadOnlySpan<byte> encoded) =>
        IsChosen(encoded) ? chosen.IsSame(value, encoded) : IsSameElsewhere(value, encoded);

    public override GraphComparison? Compare(T value, ReadOnlySpan<byte> encoded)
    {
        if (IsChosen(encoded))
            return chosen.Compare(value, encoded);
        return IsSameElsewhere(value, encoded) ? default(GraphComparison) : null;
    }

    public override byte[] Encode(T value) => chosen.Encode(value);

    public override T Decode(ReadOnlySpan<byte> encoded) => IsChosen(encoded) ? chosen.Decode(encoded) : WriterOf(encoded).Decode(encoded);

    // What the graph engine reads of another build's it keeps track of by itself.
    public override LiveValue<T> Open(ReadOnlyMemory<byte> stored) =>
        serializer is null && IsChosen(stored.Span) ? chosen.Open(stored) : base.Open(stored);

    private bool IsChosen(ReadOnlySpan<byte> encoded) =>
        serializer is null ? !SerializerHead.IsOn(encoded) : encoded.StartsWith(serializer.Head);

    private ValueForm<T> WriterOf(ReadOnlySpan<byte> encoded) =>
        SerializerHead.IsOn(encoded) ? forms.Serialized<T>(SerializerHead.NameOn(encoded)) : forms.Graph<T>(attribute);

    // What the other form cannot say of the value now, it did not say of it before.
    private bool IsSameElsewhere(T value, ReadOnlySpan<byte> encoded)
    {
        try
        {
            return WriterOf(encoded).IsSame(value, encoded);
        }
        catch (Exception unsaid) when (unsaid is SerializerException or GraphException or UnknownSchemaException)
        {
            return false;
        }
    }
}
