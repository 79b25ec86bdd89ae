namespace Tidemark.Stores;

/// <summary>
/// A store did not do what it was asked, as far as anybody knows. Stores throw <see cref="StoreUnavailableException"/> if they do not know themselves, and
/// <see cref="StoreRefusedException"/> if they do.
/// </summary>
public abstract class StoreException : Exception
{
    private protected StoreException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
