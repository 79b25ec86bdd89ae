namespace Tidemark.Stores;

/// <summary>A store could not be reached, or did not answer in time. Whether the verb was applied is unknown.</summary>
public sealed class StoreUnavailableException : StoreException
{
    /// <summary>Says what failed, and why.</summary>
    /// <param name="message">Which store and verb failed and what to do about it. No ids, no payloads.</param>
    /// <param name="innerException">The cause.</param>
    public StoreUnavailableException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
