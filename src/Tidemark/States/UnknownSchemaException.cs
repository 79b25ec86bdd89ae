namespace Tidemark;

/// <summary>Bytes name a schema that this node could not get. Told to users as a <see cref="SessionAttributeException"/>.</summary>
internal sealed class UnknownSchemaException(string message) : Exception(message);
