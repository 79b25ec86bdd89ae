namespace Tidemark.Stores;

/// <summary>
/// A store did certainly not do what it was asked: everything is as it was. Its memory or disk may be full, the right may be missing, the value may be too
/// long. The core tells the caller so at once, and asks again only if <see cref="MayPassSoon"/>.
/// </summary>
public class StoreRefusedException : StoreException
{
    /// <summary>Says what was refused, and why.</summary>
    /// <param name="message">Which store refused what, why, and what to do about it. No ids, no payloads.</param>
    /// <param name="innerException">The cause.</param>
    public StoreRefusedException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }

    /// <summary>Whether asking again within a few seconds may help, as while another server takes over. Default: false.</summary>
    public bool MayPassSoon { get; init; }
}
