namespace Tidemark.Stores;

/// <summary>The answer to a read without a lease.</summary>
public abstract record ReadOutcome
{
    private ReadOutcome()
    {
    }

    /// <summary>The session as of its last commit.</summary>
    /// <param name="State">The session, or what is new of it.</param>
    public sealed record Found(PrimaryState State) : ReadOutcome;

    /// <summary>The session is still at the version the node knows.</summary>
    /// <param name="IdleRemaining">As in <see cref="PrimaryState"/>.</param>
    public sealed record NotModified(TimeSpan IdleRemaining) : ReadOutcome;

    /// <summary>There is no such session: never created, ended or expired.</summary>
    public sealed record Missing : ReadOutcome
    {
        /// <summary>The only instance.</summary>
        public static Missing Instance { get; } = new();
    }
}
