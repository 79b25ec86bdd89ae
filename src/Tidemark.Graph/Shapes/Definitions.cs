using Tidemark.Graph.Codecs;
using Tidemark.Graph.Codecs.Collections;
using Tidemark.Graph.Codecs.Converted;
using Tidemark.Graph.Codecs.Objects;
using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Shapes;

/// <summary>What a schema has to say of the types of a scope.</summary>
internal static class Definitions
{
    public static IReadOnlyDictionary<string, Definition> Of(TypeScope scope, CodecRegistry registry)
    {
        var definitions = new Dictionary<string, Definition>(StringComparer.Ordinal);
        foreach (var type in scope.Types)
        {
            if (Of(type, registry) is { } definition)
                definitions.Add(definition.Name, definition);
        }

        return definitions;
    }

    private static Definition? Of(Type type, CodecRegistry registry)
    {
        var codec = registry.CodecOf(type);
        if (KindOf(type, codec) is not { } kind)
            return null;
        var traits = (codec.IsTracked ? DefinitionTraits.Tracked : 0) | (registry.IsImmutable(type) ? DefinitionTraits.Immutable : 0);
        var part = kind switch
        {
            DefinitionKind.Enum => TypeNames.Of(type.GetEnumUnderlyingType()),
            DefinitionKind.Derived => TypeNames.Of(CollectionCodecs.AncestorOf(type)!),
            DefinitionKind.Converted => TypeNames.Of(((IConvertedCodec)codec).Plain),
            _ => "",
        };
        var definition = new Definition(TypeNames.Of(type), kind, traits, part, [.. MembersOf(codec)]);
        return kind == DefinitionKind.Enum ? EnumMembers.Added(definition, type) : definition;
    }

    private static IEnumerable<MemberDefinition> MembersOf(Codec codec) => codec switch
    {
        IMemberCodec made => made.Members.Members.Select(member => new MemberDefinition(member.Name, TypeNames.Of(member.Type))),
        IInlineArrayCodec array =>
            Enumerable.Range(0, array.Length).Select(index => new MemberDefinition(InlineArrays.NameOf(index), TypeNames.Of(array.Element))),
        _ => [],
    };

    private static DefinitionKind? KindOf(Type type, Codec codec)
    {
        if (type.IsEnum)
            return DefinitionKind.Enum;
        if (codec is IConvertedCodec)
            return DefinitionKind.Converted;
        if (typeof(Delegate).IsAssignableFrom(type))
            return DefinitionKind.Delegate;
        if (codec is IInlineArrayCodec)
            return DefinitionKind.Struct;
        if (codec is IMemberCodec)
        {
            return type.IsValueType ? DefinitionKind.Struct
                : CollectionCodecs.AncestorOf(type) is null ? DefinitionKind.Object : DefinitionKind.Derived;
        }

        return codec.GetType().IsGenericType && codec.GetType().GetGenericTypeDefinition() == typeof(AbstractCodec<>)
            ? DefinitionKind.Abstract
            : null;
    }
}
