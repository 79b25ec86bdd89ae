namespace Tidemark.Diagnostics;

/// <summary>
/// Keeps the same trouble with a store from filling the log: its stack is logged once a minute, and the lines between say in words what is wrong. Safe for
/// all threads.
/// </summary>
internal sealed class RepeatedStacks(TimeProvider time)
{
    private const int Most = 64;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    // Guards when each message was last logged with its stack.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _logged = [];

    /// <summary>What to log as the exception: null if its stack was logged a moment ago. What is not the store's is always logged.</summary>
    public Exception? FirstOf(Exception exception)
    {
        if (exception is not SessionUnavailableException && exception.InnerException is not SessionUnavailableException)
            return exception;
        var now = time.GetTimestamp();
        lock (_gate)
        {
            if (_logged.TryGetValue(exception.Message, out var last) && time.GetElapsedTime(last, now) < Pause)
                return null;

            // Messages hold no ids, so there are few. A clock in one of them must not make them many.
            if (_logged.Count >= Most)
                _logged.Clear();
            _logged[exception.Message] = now;
            return exception;
        }
    }
}
