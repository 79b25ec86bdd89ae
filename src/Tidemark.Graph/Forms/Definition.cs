namespace Tidemark.Graph.Forms;

/// <summary>
/// What a schema says of one type of the application, by names only. Leaves and collections need no definition: their names say all.
/// </summary>
/// <param name="Name">The name on the wire.</param>
/// <param name="Kind">What sort of type it is.</param>
/// <param name="Traits">What a reader must know besides.</param>
/// <param name="Part">The number beneath an enum, the collection that a class derives from, or what a type is converted to; empty for others.</param>
/// <param name="Members">In the order they are written.</param>
internal sealed record Definition(
    string Name, DefinitionKind Kind, DefinitionTraits Traits, string Part, IReadOnlyList<MemberDefinition> Members)
{
    /// <summary>
    /// The members of an enum, in ordinal order of their names. Empty if it has none, or if its writer did not say: then its values are numbers.
    /// </summary>
    public IReadOnlyList<EnumMember> EnumMembers { get; init; } = [];
}

internal readonly record struct MemberDefinition(string Name, string Type);

/// <summary>A member of an enum: its name on the wire and its number, negative only if the number beneath has a sign.</summary>
internal readonly record struct EnumMember(string Name, Int128 Number);

internal enum DefinitionKind : byte
{
    Enum = 1,
    Struct = 2,
    Object = 3,
    Abstract = 4,
    Derived = 5,
    Delegate = 6,
    Converted = 7,
}

[Flags]
internal enum DefinitionTraits : byte
{
    None = 0,

    /// <summary>Instances have numbers, so that slots can refer back to them.</summary>
    Tracked = 1,

    /// <summary>Instances never change: a tuple of such has no number.</summary>
    Immutable = 2,

    /// <summary>An enum's members are bits to be combined.</summary>
    Flags = 4,
}
