namespace Tidemark;

/// <summary>
/// The name that bytes know a type or a member by, instead of its own. Put the old name on what you rename or move, and sessions written
/// before are still read: <c>[SessionName("Qty")] public int Quantity { get; set; }</c>. A type's name is its full name, such as
/// <c>Shop.Cart</c> or <c>Shop.Page`1</c>. Paths in messages use it too.
/// </summary>
/// <param name="name">The name; for a type it must not contain brackets or commas, nor be that of a type of the framework.</param>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface | AttributeTargets.Delegate
        | AttributeTargets.Field | AttributeTargets.Property,
    Inherited = false)]
public sealed class SessionNameAttribute(string name) : Attribute
{
    /// <summary>The name on the wire.</summary>
    public string Name { get; } = name;
}
