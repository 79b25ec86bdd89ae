using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>Turns what the graph engine and serialisers refuse into errors that name the attribute and the remedy.</summary>
internal static class AttributeFaults
{
    public static LiveValue<T> Open<T>(ValueForm<T> form, string attribute, StoredValue stored)
    {
        try
        {
            return form.Open(stored.Bytes);
        }
        catch (Exception unreadable) when (unreadable is GraphFormatException or GraphException or BrokenChainException
            or UnknownSchemaException or SerializerException)
        {
            throw new SessionAttributeException(
                $"The attribute '{attribute}', stored at {stored.Version} with {stored.Length} bytes, cannot be read as {typeof(T)}: "
                + $"{unreadable.Message} Its bytes stay as they are, and the other attributes work. Read it with the type that wrote it, "
                + "or set or remove it to replace what is stored.",
                attribute,
                CauseOf(unreadable)) { IsUnreadable = true };
        }
    }

    public static byte[] Encode(LiveValue live, string attribute)
    {
        try
        {
            return live.Encode();
        }
        catch (Exception refused) when (refused is GraphException or SerializerException)
        {
            throw NotState(attribute, live.Type, refused);
        }
    }

    public static Difference? FindDifference(AttributeSlot slot)
    {
        try
        {
            return slot.FindDifference();
        }
        catch (Exception refused) when (refused is GraphException or SerializerException)
        {
            throw NotState(slot.Name, slot.Live?.Type ?? typeof(object), refused);
        }
    }

    /// <summary>The bytes of an attribute that is to be stored under another key.</summary>
    public static ReadOnlyMemory<byte> Whole(AttributeSlot slot, ReadOnlyMemory<byte>? live)
    {
        try
        {
            return live ?? slot.Stored!.Bytes;
        }
        catch (BrokenChainException broken)
        {
            throw new SessionAttributeException(
                $"The attribute '{slot.Name}' cannot be stored under the session's new id, because what the store has of it makes no value: {broken.Message} "
                + "Nothing was stored, and the session keeps its id. Set or remove the attribute first.",
                slot.Name,
                broken);
        }
    }

    public static InvalidOperationException OtherType(string attribute, Type live, Type wanted) => new(
        $"The attribute '{attribute}' is open as {live} and was asked for as {wanted}. Use one SessionKey per attribute; "
        + "to change its type, remove it and set it anew.");

    public static SessionAttributeException NotState(string attribute, Type type, Exception refused) => new(
        $"The attribute '{attribute}' of type {type} cannot be stored: {refused.Message} Nothing of it was stored.", attribute, CauseOf(refused));

    public static SessionAttributeException NotReadable(string attribute, Type type, string fault) => new(
        $"The attribute '{attribute}' of type {type} cannot be stored, because what is written of it cannot be read again: {fault} Nothing was sent. "
        + "Elements of a set, or keys, that have become equal since they were added are the usual reason: remove them and add them again.",
        attribute);

    private static Exception CauseOf(Exception failure) => failure is SerializerException { InnerException: { } cause } ? cause : failure;
}
