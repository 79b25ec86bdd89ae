namespace Tidemark;

/// <summary>The chain of an attribute does not make a value. Told to users as a <see cref="SessionAttributeException"/>.</summary>
internal sealed class BrokenChainException(string message, Exception? innerException = null) : Exception(message, innerException);
