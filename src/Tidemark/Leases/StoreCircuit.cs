using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;

namespace Tidemark.Leases;

/// <summary>
/// A circuit breaker: whether the store is known to be down. It opens when a call has used up its time without an answer, or being put off with refusals that
/// were to pass soon, and no other call has had an answer for as long as the node lets pass between two beats. From then on calls fail at once, and are
/// certainly not done, until a beat is answered. Calls that are on their way when it opens go on: nobody knows whether the store does them. What is owed to
/// the store is sent all the same, one at a time: nobody waits for it, and it may find out that only a part of the store is silent. A file that another
/// process keeps locked can be read: reads go on until one of them is not answered either.
/// </summary>
/// <param name="patience">How long nobody must have been answered. A part of a store may be silent while the rest, beats included, is well.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Gets one line when it opens, and one when it closes.</param>
internal sealed class StoreCircuit(TimeSpan patience, TimeProvider time, ILogger log)
{
    private const long Never = long.MinValue;

    // Flows with whatever a retry calls, however deep.
    private static readonly AsyncLocal<bool> Owed = new();

    // Guards the change from closed to open and back.
    private readonly Lock _gate = new();
    private volatile Outage? _outage;

    private volatile bool _isWatched;

    // When the store answered last. Written by every call.
    private long _readAnswered = Never;
    private long _changeAnswered = Never;

    /// <summary>Called when it opens: somebody has to ask the store how it is.</summary>
    public Action? Opened { get; set; }

    public bool IsOpen => _outage is not null;

    /// <summary>The node beats from now on. Before, a call that is not answered says nothing of others: only a part of the store may be silent.</summary>
    public void Watch() => _isWatched = true;

    /// <summary>Why it is open; null if it is not.</summary>
    public Exception? Cause => _outage?.Cause;

    /// <summary>For how long it has been open.</summary>
    public TimeSpan Age => _outage is { } outage ? time.GetElapsedTime(outage.Since) : TimeSpan.Zero;

    /// <summary>What a call is told that is not sent, since the store is down; null if it is not.</summary>
    /// <param name="verb">The call.</param>
    /// <param name="isRead">Whether it only reads.</param>
    public SessionUnavailableException? Refusal(string verb, bool isRead) =>
        _outage is { } outage && (!isRead || outage.IsWhole) && !Owed.Value ? Refusal(verb, outage.Cause) : null;

    private static SessionUnavailableException Refusal(string verb, Exception cause) => new(
        $"'{verb}' was not sent to the session store, which is down as far as this node knows. The node asks it in the background until it answers; if "
        + "that takes long, see whether the store is up and reachable from this node. "
        + (cause.InnerException ?? cause).Message, cause)
    {
        IsRefused = true,
    };

    /// <summary>What this asynchronous method calls is owed to the store from here on, and is sent though the store is known to be down.</summary>
    public static void Owe() => Owed.Value = true;

    /// <summary>The store answered a call, whatever it said.</summary>
    public void Answered(bool isRead)
    {
        Volatile.Write(ref isRead ? ref _readAnswered : ref _changeAnswered, time.GetTimestamp());
        if (_outage is null)
            return;
        if (isRead)
            Spare();
        else
            Close();
    }

    /// <summary>A call has used up its time, and was not answered.</summary>
    /// <param name="begun">When it began.</param>
    /// <param name="cause">What its caller is told.</param>
    /// <param name="isRead">Whether it only reads.</param>
    public void Failed(long begun, Exception cause, bool isRead)
    {
        var answered = Volatile.Read(ref _changeAnswered);
        if (isRead)
            answered = Math.Max(answered, Volatile.Read(ref _readAnswered));
        if (_isWatched && (answered == Never || (answered <= begun && time.GetElapsedTime(answered) >= patience)))
            Open(cause, isRead);
    }

    /// <summary>The store is known to be down. If it was before, this is why it still is.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="isWhole">Whether it cannot be read either, as far as anybody knows.</param>
    public void Open(Exception cause, bool isWhole)
    {
        lock (_gate)
        {
            if (_outage is { } before)
            {
                _outage = before with { Cause = cause, IsWhole = before.IsWhole || isWhole };
                return;
            }

            _outage = new Outage(cause, time.GetTimestamp(), isWhole);
        }

        log.StoreDown(cause);
        Opened?.Invoke();
    }

    private void Spare()
    {
        lock (_gate)
            _outage = _outage is { IsWhole: true } outage ? outage with { IsWhole = false } : _outage;
    }

    private void Close()
    {
        Outage? over;
        lock (_gate)
            (over, _outage) = (_outage, null);
        if (over is not null)
            log.StoreBack(time.GetElapsedTime(over.Since));
    }

    private sealed record Outage(Exception Cause, long Since, bool IsWhole);
}
