namespace Tidemark;

/// <summary>
/// Says that instances of a derived type may stand where this base class or interface is declared. Only such types, and those in
/// <see cref="Graph.GraphOptions.KnownTypes"/>, are ever created from stored bytes. The framework's <c>JsonDerivedType</c> and
/// <c>KnownType</c> attributes are understood as well.
/// </summary>
/// <param name="type">A type that derives from, or implements, the one this stands on.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, AllowMultiple = true, Inherited = false)]
public sealed class SessionDerivedTypeAttribute(Type type) : Attribute
{
    /// <summary>The derived type.</summary>
    public Type Type { get; } = type;
}
