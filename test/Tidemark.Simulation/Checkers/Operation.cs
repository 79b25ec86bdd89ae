namespace Tidemark.Simulation.Checkers;

/// <summary>
/// One atomic step of one request on one session, as its client saw it: what it read, and what it wanted to become of the session.
/// Open until it is told how it ended; a step that is never told may have happened, or happen yet.
/// </summary>
/// <param name="request">The number of the request.</param>
/// <param name="key">The number of the session.</param>
/// <param name="effect">What kind of step.</param>
/// <param name="invoked">When it began, on the history's count.</param>
internal sealed class Operation(int request, int key, Effect effect, long invoked)
{
    public int Request => request;

    public int Key => key;

    public Effect Effect => effect;

    public long Invoked => invoked;

    /// <summary>When it was answered; never, unless <see cref="Outcome"/> is <see cref="Outcome.Ok"/>.</summary>
    public long Returned { get; private set; } = long.MaxValue;

    public Outcome Outcome { get; private set; } = Outcome.Open;

    /// <summary>What attributes were; null: not there.</summary>
    public Dictionary<string, string?> Reads { get; init; } = [];

    /// <summary>What attributes became; null: removed.</summary>
    public Dictionary<string, string?> Writes { get; init; } = [];

    /// <summary>Whether the session is another one afterwards.</summary>
    public bool Changes => Writes.Count > 0 || effect is Effect.Create or Effect.End or Effect.Abandon;

    /// <summary>Whether that is certain: what was removed may not have been there.</summary>
    public bool SurelyChanges => Writes.Values.Any(value => value is not null) || effect is Effect.Create or Effect.End or Effect.Abandon;

    public void Succeed(long returned) => (Outcome, Returned) = (Outcome.Ok, returned);

    public void Fail() => Outcome = Outcome.Failed;

    public override string ToString() =>
        $"r{request} {effect} {Outcome} [{invoked}..{(Returned == long.MaxValue ? "" : Returned)}] read {Text(Reads)} wrote {Text(Writes)}";

    private static string Text(Dictionary<string, string?> values) =>
        "{" + string.Join(", ", values.Select(value => $"{value.Key}={value.Value ?? "-"}")) + "}";
}

/// <summary>What kind of step.</summary>
internal enum Effect
{
    /// <summary>Reads and writes attributes of a session that is there.</summary>
    Change,

    /// <summary>Makes a session with these attributes.</summary>
    Create,

    /// <summary>Ends a session that is there.</summary>
    End,

    /// <summary>Wants a session to be over: ends it, unless somebody else was first.</summary>
    Abandon,

    /// <summary>Finds that there is no such session.</summary>
    Missing,
}

/// <summary>What is known of a step.</summary>
internal enum Outcome
{
    /// <summary>Not, or not yet, known to have happened.</summary>
    Open,

    /// <summary>It happened.</summary>
    Ok,

    /// <summary>It did not happen.</summary>
    Failed,
}
