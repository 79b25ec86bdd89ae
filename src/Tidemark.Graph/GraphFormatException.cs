namespace Tidemark.Graph;

/// <summary>Bytes are not a readable graph of the type asked for: truncated, damaged, or written from another model.</summary>
public sealed class GraphFormatException : Exception
{
    internal GraphFormatException(string message, int offset, Exception? innerException = null)
        : base($"{message} (at byte {offset})", innerException) => Offset = offset;

    /// <summary>Where reading stopped, in bytes from the start.</summary>
    public int Offset { get; }
}
