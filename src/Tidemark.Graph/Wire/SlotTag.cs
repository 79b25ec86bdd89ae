namespace Tidemark.Graph.Wire;

/// <summary>
/// How a reference slot begins: one variable-length number.
/// <code>
/// 0      null
/// 1      instance of the slot's own type: head, body
/// 2      instance of another type: type reference, head, body
/// 3      as 1, but the body comes after the bodies before it (deep graphs)
/// 4      as 2, but the body comes after the bodies before it
/// 5 + n  the n-th tracked instance of this payload again
/// </code>
/// The largest number of all, which no instance has, stands before the elements of a part of an array.
/// </summary>
internal static class SlotTag
{
    public const uint Null = 0;
    public const uint Exact = 1;
    public const uint Derived = 2;
    public const uint ExactLater = 3;
    public const uint DerivedLater = 4;
    public const uint FirstBack = 5;
    public const uint Content = uint.MaxValue;
}
