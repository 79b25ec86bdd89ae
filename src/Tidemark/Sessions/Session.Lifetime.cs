namespace Tidemark;

// How long it lives.
public sealed partial class Session
{
    /// <summary>How long the session may stay unused before it ends. Setting it changes this session only, from its next commit on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan IdleTimeout
    {
        get => Changes.Lifetime.Idle;
        set => SetLifetime(new LifetimeChange(value, null), value);
    }

    /// <summary>
    /// How long the session may live in all, from when it got its id. Setting it changes this session only, from its next commit on.
    /// A new id does not prolong it: then this becomes what was left.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan AbsoluteTimeout
    {
        get => Changes.Lifetime.Absolute;
        set => SetLifetime(new LifetimeChange(null, value), value);
    }

    /// <summary>
    /// How long until the session ends if nobody uses it after this request, which is use too unless its access is <see cref="SessionAccess.Peek"/>: what is
    /// left of its idle time or of its absolute time, whichever is less. Zero if it has ended since.
    /// </summary>
    /// <remarks>
    /// For an access that only reads a session which another node keeps, it is what the store knows: never too much, and up to a quarter of the idle time
    /// too little, because nodes tell the store of uses only so often.
    /// </remarks>
    public TimeSpan TimeLeft => Hold switch
    {
        { IsOver: true } => TimeSpan.Zero,
        { IsApart: true } => Hold.TryLookAgain(out var left) ? left : TimeSpan.Zero,
        { Place: { } place } => place.TimeLeft(Changes.Lifetime),
        _ => TimeLeftOfCopy,
    };

    private TimeSpan TimeLeftOfCopy
    {
        get
        {
            var (idle, absolute) = Changes.Lifetime;
            var left = Hold.LeftThen is var (then, asOf) ? then - _node.Time.GetElapsedTime(asOf) : idle < absolute ? idle : absolute;
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    private void SetLifetime(LifetimeChange change, TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
        EnsureWritable(CancellationToken.None);
        Changes.Set(change);
    }
}
