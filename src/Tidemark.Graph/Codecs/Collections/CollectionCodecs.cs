using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json.Nodes;
using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>The codecs of types that hold values of other types: arrays, collections, tuples, nullable values.</summary>
internal static class CollectionCodecs
{
    /// <summary>Builds the codec of a collection type.</summary>
    /// <param name="type">The type as it is written; see <see cref="DeclaredTypeOf"/> for one that an instance has.</param>
    /// <param name="codecOf">The codec of a slot of a type. It may be incomplete still: it is kept, and called later.</param>
    /// <param name="codec">The codec.</param>
    public static bool TryCreate(Type type, Func<Type, Codec> codecOf, [MaybeNullWhen(false)] out Codec codec)
    {
        codec = null;
        if (CodecTypeOf(type) is not { } codecType)
            return false;
        var slots = SlotsOf(codecType).Select(slot => (object)codecOf(slot)).ToArray();
        codec = (Codec)Activator.CreateInstance(codecType, slots)!;
        return true;
    }

    /// <summary>Whether the type is one that this makes codecs of.</summary>
    public static bool IsCollection(Type type) => CodecTypeOf(type) is not null;

    /// <summary>The type itself or the nearest one it derives from that is a collection; null if there is none.</summary>
    public static Type? AncestorOf(Type type)
    {
        for (var ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (IsCollection(ancestor))
                return ancestor;
        }

        return null;
    }

    /// <summary>The collection type of a full name, open if it is generic; null if there is none.</summary>
    public static Type? FamilyNamed(string name) => CollectionFamilies.Named.GetValueOrDefault(name);

    /// <summary>The types of the slots inside a collection, then those that a wrapper usually wraps. Empty for other types.</summary>
    public static IReadOnlyList<Type> ElementTypes(Type type)
    {
        if (CodecTypeOf(type) is not { } codecType)
            return [];
        var usual = FamilyOf(type)?.Usual ?? [];
        return [.. SlotsOf(codecType), .. usual.Select(open => Close(open, type.GenericTypeArguments))];
    }

    /// <summary>The layout of a family's values and the names of the slots inside, given the names of its arguments.</summary>
    public static (Layout Layout, bool IsImmutable, IReadOnlyList<string> Slots) FormOf(Type family, IReadOnlyList<string> arguments)
    {
        var row = CollectionFamilies.All[family];
        return (row.Layout, row.IsImmutable, [.. SlotsOf(row.Codec).Select(slot => NameOf(slot, arguments))]);
    }

    /// <summary>Whether classes may derive from a collection type and still be kept: the elements, and the fields they add.</summary>
    public static bool CanBeDerivedFrom(Type collection) => typeof(IInPlaceCodec).IsAssignableFrom(CodecTypeOf(collection));

    /// <summary>Whether no instance of a collection type can change after it was made, nor what it holds.</summary>
    public static bool IsImmutable(Type type, Func<Type, bool> elementIsImmutable) =>
        FamilyOf(type) is { IsImmutable: true } && ElementTypes(type).All(elementIsImmutable);

    /// <summary>The type to look for, given the type of an instance: the framework and the compiler hide some of theirs.</summary>
    public static Type DeclaredTypeOf(Type type)
    {
        if (FixedListFor(type) is { } standIn)
            return standIn;
        if (type.BaseType is null || type.BaseType == typeof(object) || type.IsVisible)
            return type;
        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            var open = ancestor.IsGenericType ? ancestor.GetGenericTypeDefinition() : ancestor;
            if (open == typeof(FrozenDictionary<,>) || open == typeof(FrozenSet<>) || open == typeof(IPAddress) || open == typeof(JsonValue))
                return type.Assembly == ancestor.Assembly ? ancestor : type;
        }

        return type;
    }

    // The compiler makes these types for collection expressions; their names are the only thing they have in common.
    private static Type? FixedListFor(Type type) =>
        type.Name.StartsWith("<>z__ReadOnly", StringComparison.Ordinal) && type.GenericTypeArguments is [var element]
            ? typeof(FixedList<>).MakeGenericType(element)
            : null;

    private static Type? CodecTypeOf(Type type)
    {
        if (type.IsSZArray)
            return IsElement(type.GetElementType()!) ? typeof(ArrayCodec<>).MakeGenericType(type.GetElementType()!) : null;
        if (type.IsArray)
        {
            return type.GetArrayRank() > 1 && IsElement(type.GetElementType()!)
                ? typeof(GridCodec<,>).MakeGenericType(type, type.GetElementType()!)
                : null;
        }

        return FamilyOf(type) is { } family ? Close(family.Codec, type.GenericTypeArguments) : null;
    }

    private static Family? FamilyOf(Type type)
    {
        if (type.ContainsGenericParameters)
            return null;
        return CollectionFamilies.All.GetValueOrDefault(type.IsGenericType ? type.GetGenericTypeDefinition() : type);
    }

    private static bool IsElement(Type type) => !type.IsPointer && !type.IsFunctionPointer && !type.ContainsGenericParameters;

    private static Type Close(Type open, Type[] arguments) =>
        !open.IsGenericTypeDefinition ? open : open.MakeGenericType(arguments[..open.GetGenericArguments().Length]);

    private static string NameOf(Type open, IReadOnlyList<string> arguments)
    {
        if (open.IsGenericParameter)
            return arguments[open.GenericParameterPosition];
        if (open.IsArray)
            return TypeName.ArrayOf(NameOf(open.GetElementType()!, arguments), open.GetArrayRank());
        return open.IsGenericType
            ? $"{open.GetGenericTypeDefinition().FullName}[{string.Join(',', open.GenericTypeArguments.Select(part => NameOf(part, arguments)))}]"
            : open.FullName!;
    }

    private static IEnumerable<Type> SlotsOf(Type codecType) =>
        codecType.GetConstructors().Single().GetParameters().Select(parameter => parameter.ParameterType.GenericTypeArguments[0]);
}
