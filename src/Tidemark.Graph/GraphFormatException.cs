namespace Tidemark.Graph;

/// <summary>
/// Bytes are not a readable graph of the type asked for, or no patch that can be applied: truncated, damaged, written from another model,
/// or made on another baseline.
/// </summary>
public class GraphFormatException : Exception
{
    internal GraphFormatException(string message, int offset, Exception? innerException = null)
        : base($"{message} (at byte {offset})", innerException) => Offset = offset;

    private protected GraphFormatException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Where reading stopped, in bytes from the start.</summary>
    public int Offset { get; }

    // Which of the collections that are rebuilt from their elements could not be; less than 0 if it is none of them.
    internal int Rebuilt { get; set; } = -1;
}
