namespace Tidemark;

/// <summary>A serialiser failed, or is not there.</summary>
internal sealed class SerializerException(string message, Exception? cause = null) : Exception(message, cause)
{
    public static SerializerException Threw(AttributeSerializer serializer, Type type, Exception cause) => new(
        $"The serialiser '{serializer.Name}' threw {cause.GetType().Name} for {type}; its own words are in the inner exception. Change the type, "
        + $"or what the serialiser is told of it, or say in {nameof(TidemarkOptions)}.{nameof(TidemarkOptions.Serializers)} who else writes this attribute.",
        cause);

    public static SerializerException ReadNull(AttributeSerializer serializer) => new(
        $"The serialiser '{serializer.Name}' read null, and an attribute is never null: the bytes are not what it wrote.");

    public static SerializerException Unknown(string? name) => new(name is null
        ? "The name of the serialiser that wrote it is damaged."
        : $"It was written by the serialiser '{name}', which this node does not know: add it to "
            + $"{nameof(TidemarkOptions)}.{nameof(TidemarkOptions.Serializers)}, by {nameof(AttributeSerializers.AlsoRead)} if it is to write nothing more.");
}
