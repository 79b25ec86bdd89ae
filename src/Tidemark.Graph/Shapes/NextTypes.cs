using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json.Serialization;
using Tidemark.Graph.Codecs;
using Tidemark.Graph.Codecs.Collections;
using Tidemark.Graph.Codecs.Converted;
using Tidemark.Graph.Codecs.Objects;

namespace Tidemark.Graph.Shapes;

/// <summary>The types that one leads to by a step: those that its attributes declare, those of its members, and its elements.</summary>
internal static class NextTypes
{
    public static IEnumerable<Type> Of(Type type, Codec codec)
    {
        var declared = type.GetCustomAttributes<SessionDerivedTypeAttribute>(false).Select(attribute => Closed(attribute.Type, type))
            .Concat(type.GetCustomAttributes<JsonDerivedTypeAttribute>(false).Select(attribute => attribute.DerivedType))
            .Concat(type.GetCustomAttributes<KnownTypeAttribute>(false).Select(attribute => attribute.Type).OfType<Type>());
        if (codec is IMemberCodec ofMembers)
            declared = declared.Concat(ofMembers.Members.Members.Select(member => member.Type));
        if (codec is IInlineArrayCodec array)
            declared = declared.Append(array.Element);
        if (codec is IConvertedCodec converted)
            declared = declared.Append(converted.Plain);
        if (CollectionCodecs.AncestorOf(type) is { } collection)
            declared = declared.Concat(CollectionCodecs.ElementTypes(collection));
        return declared.Concat(CollectionInterfaces.ElementTypes(type));
    }

    // An attribute on a generic type cannot name its arguments: a generic type that it names has the same ones.
    private static Type Closed(Type derived, Type declared) =>
        derived.IsGenericTypeDefinition && declared.IsGenericType && derived.GetGenericArguments().Length == declared.GenericTypeArguments.Length
            ? derived.MakeGenericType(declared.GenericTypeArguments)
            : derived;
}
