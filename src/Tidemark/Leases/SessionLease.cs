using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>
/// The states of one session's lease on this node: not held, asked for, held, recalled, on its way back. docs/design/leases.md draws them.
/// The gate of its <see cref="LocalSession"/> guards it, and every method needs it.
/// </summary>
internal sealed class SessionLease(TimeProvider time)
{
    private Retention _retention;
    private LeaseToken _recall;

    /// <summary>The lease; null while it is not held.</summary>
    public HeldLease? Held { get; private set; }

    /// <summary>The lease that this node had last, held or not: what it knows of the session it learnt under this one.</summary>
    public LeaseToken Last { get; private set; }

    /// <summary>Under way while requests want the lease, or want it renewed.</summary>
    public LeaseAcquisition? Acquisition { get; set; }

    /// <summary>Completes when the lease, or the commit that takes it along, has reached the store.</summary>
    public TaskCompletionSource? Return { get; private set; }

    /// <summary>Whether another node waits: those inside finish, nobody else is let in.</summary>
    public bool IsRecalled => Held is { } held && held.Token == _recall;

    /// <summary>The request that keeps a recalled lease from going back, as the store knows it.</summary>
    public Turn? Explained { get; set; }

    /// <summary>Whether to give the lease back as soon as nobody uses it.</summary>
    public bool IsUnwanted => IsRecalled || _retention.IsWandering;

    /// <summary>Holds what was granted; true if another node had the session since this one had it last.</summary>
    public bool Install(AcquireOutcome.Granted granted, long life, bool isContinuous)
    {
        var isHandOver = _retention.IsHandOver(granted.Token);
        _retention.Granted(granted.Token);
        Last = granted.Token;
        if (Held is { } held && isContinuous)
        {
            held.Renew(granted.Token, life);
        }
        else
        {
            Held?.Finish(LeaseEnd.Lost);
            Held = new HeldLease(granted.Token, life, time.GetTimestamp());
        }

        if (granted.OthersWait || _recall == granted.Token)
            Recall(granted.Token);
        return isHandOver;
    }

    /// <summary>The lease that came with the creation of the session.</summary>
    public HeldLease Adopt(LeaseToken token, long life)
    {
        _retention.Granted(token);
        Last = token;
        return Held = new HeldLease(token, life, time.GetTimestamp());
    }

    /// <summary>
    /// The store asks for a lease; true if it had not asked for this one before. One that is not held may be granted in this very moment, and
    /// its answer be on its way; any other recall is late, doubled or misdirected, and passed over.
    /// </summary>
    public bool Recall(LeaseToken token)
    {
        var isNews = _recall != token;
        if (Held?.Token == token)
        {
            _recall = token;
            if (isNews)
                _retention.Recalled();
            return isNews;
        }

        if (Acquisition is not null)
            _recall = token;
        return false;
    }

    /// <summary>
    /// The store may have granted this node another lease since, of which it does not know: to an acquire that came twice, or late. Then the
    /// one that it holds is fenced. A recall is only a hint, so that whoever uses the session asks the store; true if nobody does, and what
    /// the store has granted is to go back.
    /// </summary>
    public bool TryOvertake(LeaseToken token, bool isUsed)
    {
        if (Acquisition is not null || Return is not null || Held is not { } held || token.Counter <= held.Token.Counter)
            return false;
        held.Doubt();
        if (!isUsed)
            Finish(LeaseEnd.GivenBack);
        return !isUsed;
    }

    /// <summary>The lease goes back, or a commit is sent that takes it along. Until that is answered, nobody asks for it.</summary>
    public void BeginReturn() => Return ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The lease is no longer held.</summary>
    public void Finish(LeaseEnd end)
    {
        Held?.Finish(end);
        Held = null;
        Return?.TrySetResult();
        Return = null;
    }
}
