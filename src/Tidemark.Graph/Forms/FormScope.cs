using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Tidemark.Graph.Codecs.Collections;
using Tidemark.Graph.Codecs.Leaves;
using Tidemark.Graph.Shapes;

namespace Tidemark.Graph.Forms;

/// <summary>The forms of the types that a schema defines, of the framework's leaves, and of collections and tuples of these. Safe for all threads.</summary>
internal sealed class FormScope(IReadOnlyDictionary<string, Definition> definitions)
{
    // Payloads may name types that are composed of others, without end: no more than this many forms are kept.
    private const int MaxKept = 16 * 1024;
    private const int MaxNesting = 32;

    private readonly ConcurrentDictionary<string, Form> _forms = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Definition> Definitions => definitions;

    /// <summary>The form of a type that is known to be in scope.</summary>
    public Form FormOf(string name) =>
        TryFind(name, out var form) ? form : throw new GraphFormatException("A schema names a type that it does not define", 0);

    /// <summary>The form of a type that a payload or a schema names.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out Form? form) => (form = Find(name, 0)) is not null;

    private Form? Find(string name, int nesting)
    {
        if (_forms.TryGetValue(name, out var form))
            return form;
        if (nesting > MaxNesting || Make(name, nesting) is not { } made)
            return null;
        return _forms.Count < MaxKept ? _forms.GetOrAdd(name, made) : made;
    }

    private Form? Make(string name, int nesting)
    {
        if (definitions.TryGetValue(name, out var definition))
            return definition.Kind == DefinitionKind.Converted ? Find(definition.Part, nesting + 1)?.InPlaceOf(name) : Defined(definition);
        if (LeafCodecs.Named(name) is { } leaf && LeafCodecs.TryGet(leaf, out var codec))
            return new Form(this, name, Layout.Leaf) { Codec = codec, IsImmutable = LeafCodecs.IsImmutable(leaf) };
        if (!TypeName.TryParse(name, out var parsed))
            return null;
        if (parsed.Rank > 0)
            return Find(parsed.Head, nesting + 1) is null ? null : ArrayOf(name, in parsed);
        foreach (var argument in parsed.Arguments)
        {
            if (Find(argument, nesting + 1) is null)
                return null;
        }

        if (CollectionCodecs.FamilyNamed(parsed.Head) is { } family)
            return Collection(name, family, parsed.Arguments);
        if (TupleTypes.Named(parsed.Head) is { } tuple && tuple.GetGenericArguments().Length == parsed.Arguments.Count)
            return Tuple(name, tuple, parsed.Arguments);
        return CollectionInterfaces.Named(parsed.Head) is { } slot && slot.GetGenericArguments().Length == parsed.Arguments.Count
            ? new Form(this, name, Layout.Abstract)
            : null;
    }

    private Form Defined(Definition definition)
    {
        var layout = Enum.Parse<Layout>(definition.Kind.ToString());
        var codec = layout == Layout.Enum && LeafCodecs.Named(definition.Part) is { } number && IsNumber(number) && LeafCodecs.TryGet(number, out var known)
            ? known
            : null;
        if (layout == Layout.Enum && codec is null)
            throw new GraphFormatException("A schema puts an enum on something that is no number", 0);
        return new Form(this, definition.Name, layout)
        {
            Definition = definition,
            Codec = codec,
            PartNames = layout == Layout.Derived ? [definition.Part] : [],
            HasIdentity = definition.Traits.HasFlag(DefinitionTraits.Tracked),
            IsImmutable = layout == Layout.Enum || definition.Traits.HasFlag(DefinitionTraits.Immutable),
        };
    }

    // The widest is that of an enum which was brought together from the members of two builds.
    private static bool IsNumber(Type type) => type.IsPrimitive || type == typeof(Int128);

    private Form ArrayOf(string name, in TypeName parsed) =>
        new(this, name, parsed.Rank == 1 ? Layout.Array : Layout.Grid) { PartNames = [parsed.Head], Rank = parsed.Rank };

    private Form? Collection(string name, Type family, IReadOnlyList<string> arguments)
    {
        if ((family.IsGenericType ? family.GetGenericArguments().Length : 0) != arguments.Count)
            return null;
        var (layout, isImmutable, slots) = CollectionCodecs.FormOf(family, arguments);
        return new Form(this, name, layout)
        {
            PartNames = slots,
            IsImmutable = isImmutable && arguments.All(argument => FormOf(argument).IsImmutable),
        };
    }

    // The same rule as that for all classes and structs: members of fixed size first; a class has a number if it can change.
    private Form Tuple(string name, Type tuple, IReadOnlyList<string> arguments)
    {
        var members = arguments.Select((argument, i) => new MemberDefinition(i < 7 ? $"Item{i + 1}" : "Rest", argument)).ToArray();
        var isImmutable = arguments.All(argument => FormOf(argument).IsImmutable);
        var traits = isImmutable ? DefinitionTraits.Immutable : DefinitionTraits.Tracked;
        return Defined(new Definition(
            name,
            tuple.IsValueType ? DefinitionKind.Struct : DefinitionKind.Object,
            traits,
            "",
            [.. members.Where(member => FormOf(member.Type).FixedSize > 0), .. members.Where(member => FormOf(member.Type).FixedSize == 0)]));
    }
}
