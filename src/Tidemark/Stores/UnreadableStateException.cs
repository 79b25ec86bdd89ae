namespace Tidemark.Stores;

/// <summary>
/// What a store has under one key cannot be what a store wrote: this record is damaged, somebody else's, or of a version to come. Nothing was changed, and
/// all others are well. A damaged one can be ended by <see cref="ISessionEnds.EndAsync"/>.
/// </summary>
public sealed class UnreadableStateException : StoreRefusedException
{
    /// <summary>Says which verb met it, and what to do.</summary>
    /// <param name="message">Which store met what, and what to do about it. No ids, no payloads.</param>
    /// <param name="innerException">The cause.</param>
    public UnreadableStateException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
