using Tidemark.Graph.Forms;
using Tidemark.Graph.Shapes;

namespace Tidemark.Graph.Schemas;

/// <summary>
/// A writer's schema and this build's, brought together: the merged schema has this build's members with this build's types, and the
/// members that only the writer knows. Immutable, and safe for all threads.
/// </summary>
internal sealed class Resolution
{
    private readonly TypeScope _types;

    public Resolution(GraphSchema writer, GraphSchema reader, TypeScope types)
    {
        (Writer, Reader, _types) = (writer, reader, types);
        var merged = new Dictionary<string, Definition>(reader.Scope.Definitions, StringComparer.Ordinal);
        foreach (var (name, written) in writer.Scope.Definitions)
        {
            merged[name] = merged.TryGetValue(name, out var own) ? Merge(written, own) : written;
            RenumbersEnums |= own is not null && Renumbers(written, own);
            CarriesMembers |= own is not null && merged[name].Members.Count > own.Members.Count;
        }

        var scope = new FormScope(merged);
        SchemaCheck.Demand(reader.Root, scope);
        Merged = new GraphSchema(reader.Root, scope);
        Initial = new InitialValues(reader, types);
    }

    public GraphSchema Writer { get; }

    public GraphSchema Reader { get; }

    public GraphSchema Merged { get; }

    /// <summary>What members are that the writer does not have.</summary>
    public InitialValues Initial { get; }

    /// <summary>Whether the writer has members that this build does not know.</summary>
    public bool CarriesMembers { get; }

    /// <summary>Whether values of enums have other numbers in this build, so that what is sorted by them is in another order.</summary>
    public bool RenumbersEnums { get; }

    /// <summary>Whether a member of a merged form is one that only the writer knows.</summary>
    public bool IsCarried(Form form, string member) =>
        Reader.Scope.Definitions.TryGetValue(form.Name, out var own) && !own.Members.Any(known => known.Name == member);

    /// <summary>This build's version of a merged form; null if it has none.</summary>
    public Form? OwnOf(Form form) => Reader.Scope.TryFind(form.Name, out var own) ? own : null;

    /// <summary>The type that a merged form has in this build; null if it has none.</summary>
    public Type? TypeOf(Form form) => _types.TryResolve(form.Name, out var codec) ? codec.Type : null;

    private static bool Renumbers(Definition written, Definition own) =>
        written.EnumMembers.Count > 0 && !written.EnumMembers.All(own.EnumMembers.Contains);

    // A definition that holds all that this build has is kept as the writer wrote it: the newer build then reads what this one writes at once.
    private static Definition Merge(Definition written, Definition own)
    {
        if (own.Kind == DefinitionKind.Enum && written.Kind == DefinitionKind.Enum)
            return EnumMerge.Of(written, own);
        var traits = own.Traits | (written.Traits & DefinitionTraits.Tracked);
        if (own.Kind == written.Kind && own.Part == written.Part && own.Members.All(written.Members.Contains))
            return traits == written.Traits ? written : written with { Traits = traits };
        if (own.Kind is DefinitionKind.Enum or DefinitionKind.Abstract or DefinitionKind.Delegate or DefinitionKind.Converted)
            return own;
        return own with
        {
            Traits = traits,
            Members = [.. own.Members, .. written.Members.Where(member => !own.Members.Any(known => known.Name == member.Name))],
        };
    }
}
