namespace Tidemark;

/// <summary>
/// Promises that no instance of the type, nor anything it refers to, changes after it was made. Reading such an attribute is then no
/// mutable access, and its identity is not kept. A broken promise loses changes.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class SessionImmutableAttribute : Attribute;
