using Tidemark.Graph.Codecs.Collections;
using Tidemark.Graph.Codecs.Leaves;
using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Schemas;

/// <summary>Whether a schema that was read means something: every name has a form, and no struct contains itself.</summary>
internal sealed class SchemaCheck
{
    // A struct's bytes, in place, at the least. Real ones take some hundred.
    private const int MaxStruct = 64 * 1024;
    private const int MaxNesting = 64;

    private readonly FormScope _scope;
    private readonly Dictionary<Form, int> _sizes = [];

    private SchemaCheck(FormScope scope) => _scope = scope;

    /// <exception cref="GraphFormatException">It means nothing.</exception>
    public static void Demand(string root, FormScope scope)
    {
        var check = new SchemaCheck(scope);
        check.SizeOf(check.FormOf(root));
        foreach (var definition in scope.Definitions.Values)
            check.Demand(definition);
    }

    private void Demand(Definition definition)
    {
        if (LeafCodecs.Named(definition.Name) is not null || CollectionCodecs.FamilyNamed(TypeName.Open(definition.Name)) is not null)
            throw Refused("A schema defines a type of the framework");
        var form = FormOf(definition.Name);
        if (definition.Kind is DefinitionKind.Enum or DefinitionKind.Abstract or DefinitionKind.Delegate or DefinitionKind.Converted
            && definition.Members.Count > 0)
        {
            throw Refused("A schema gives members to a type that has none");
        }

        if (definition.Kind == DefinitionKind.Converted && form.IsSlot)
            throw Refused("A schema converts a type to one with instances of its own");
        if (definition.Kind == DefinitionKind.Derived && !IsCollection(FormOf(definition.Part).Layout))
            throw Refused("A schema derives a class from what is no collection");
        if (definition.Members.DistinctBy(member => member.Name, StringComparer.Ordinal).Count() != definition.Members.Count)
            throw Refused("A schema gives two members of a type one name");
        foreach (var member in definition.Members)
            SizeOf(FormOf(member.Type));
        SizeOf(form);
    }

    private static bool IsCollection(Layout layout) =>
        layout is Layout.Sequence or Layout.Set or Layout.Entries or Layout.Keyed or Layout.Wrapper;

    private Form FormOf(string name) => _scope.TryFind(name, out var form) ? form : throw Refused("A schema names a type that it does not define");

    private int SizeOf(Form form, int nesting = 0)
    {
        if (form.Layout is not (Layout.Struct or Layout.Pair))
            return form.MinSize;
        if (_sizes.TryGetValue(form, out var known))
            return known >= 0 ? known : throw Refused("A schema has a struct that contains itself");
        if (nesting > MaxNesting || _sizes.Count >= MaxStruct)
            throw Refused("A schema has too many structs, or nests them too deep");
        _sizes[form] = -1;
        var size = 0;
        foreach (var member in form.Members)
            size += SizeOf(member.Form, nesting + 1);
        foreach (var part in form.Parts)
            size += SizeOf(part, nesting + 1);
        return _sizes[form] = size <= MaxStruct ? form.MinSize : throw Refused("A schema has a struct that is too large");
    }

    private static GraphFormatException Refused(string what) => new(what, 0);
}
