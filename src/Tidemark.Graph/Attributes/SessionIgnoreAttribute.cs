namespace Tidemark;

/// <summary>
/// Leaves a field or an automatically implemented property out of the state: it is not stored, not compared, and has its type's default
/// value after decoding. A method marked <see cref="System.Runtime.Serialization.OnDeserializedAttribute"/> can make it anew.
/// <see cref="NonSerializedAttribute"/> on a field does the same.
/// </summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Event)]
public sealed class SessionIgnoreAttribute : Attribute;
