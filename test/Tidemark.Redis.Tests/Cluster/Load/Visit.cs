using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Clients;

namespace Tidemark.Redis.Tests.Cluster.Load;

/// <summary>One request: it appends an id of its own to the session's list and counts, or only looks; and it writes down what it was told.</summary>
internal sealed class Visit(int number, LoadSession session, Node node, SessionAccess access, LoadHistory history)
{
    // A careful application sends a commit again while its outcome is unknown.
    private const int Retries = 1;

    public int Number => number;

    public LoadSession Session => session;

    public int Node => node.Number;

    public SessionAccess Access => access;

    /// <summary>What it tells the store it is for, so that the store's side of it can be found.</summary>
    public string Purpose => $"r{number}";

    /// <summary>The id that it appends.</summary>
    public string Id => $"{session.Family}:{number}";

    public TimeSpan Began { get; private set; }

    /// <summary>When it had the session; only then is there anything to say of it.</summary>
    public TimeSpan? Opened { get; private set; }

    public TimeSpan? Ended { get; private set; }

    public Fate Fate { get; private set; }

    public Exception? Failure { get; private set; }

    /// <summary>What it saw and wanted, once it has seen and wanted it.</summary>
    public Operation? Step { get; private set; }

    public bool IsWriter => access != SessionAccess.ReadOnly;

    public async Task RunAsync(TimeSpan hold = default, Func<Task>? inside = null)
    {
        Began = history.Now;
        try
        {
            Fate = await GoAsync(hold, inside);
        }
        catch (Exception failure)
        {
            (Fate, Failure) = (FateOf(failure), failure);
            if (Fate == Fate.Refused)
                Step?.Fail();
        }

        Ended = history.Now;
    }

    public override string ToString() => $"{Purpose} {access} of {session.Family} on node {Node}, {Began.TotalMilliseconds:F0}..{Ended?.TotalMilliseconds:F0} ms: {Fate} {Failure?.Message}";

    private async Task<Fate> GoAsync(TimeSpan hold, Func<Task>? inside)
    {
        var invoked = history.Tick();
        await using var open = await node.Sessions.OpenAsync(session.Id, access, Purpose);
        if (open is null)
            return Fate.Missing;
        Opened = history.Now;
        if (!IsWriter)
        {
            Step = history.Add(new Operation(number, session.Number, Effect.Change, invoked) { Reads = View(open.Read(Attributes.Log), open.Read(Attributes.Count)) });
            Step.Succeed(history.Tick());
            return Fate.Read;
        }

        var log = await open.GetAsync(Attributes.Log);
        var count = await open.GetAsync(Attributes.Count);
        var before = View(log, count);
        log!.Add(Id);
        count!.Value++;
        if (hold > TimeSpan.Zero)
            await Task.Delay(hold);
        if (inside is not null)
            await inside();
        Step = history.Add(new Operation(number, session.Number, Effect.Change, invoked) { Reads = before, Writes = View(log, count) });
        await CompleteAsync(open);
        Step.Succeed(history.Tick());
        return Fate.Acknowledged;
    }

    private static async Task CompleteAsync(Session open)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await open.CompleteAsync();
                return;
            }
            catch (SessionCommitException failure) when (failure.Failure == CommitFailure.Unknown && attempt < Retries)
            {
                // The same commit again, under the same id.
            }
        }
    }

    private static Dictionary<string, string?> View(List<string>? log, Tally? count) =>
        new() { ["log"] = Attributes.Text(log), ["count"] = Attributes.Text(count) };

    private static Fate FateOf(Exception failure) => failure switch
    {
        SessionCommitException { Failure: CommitFailure.Refused } => Fate.Refused,
        SessionCommitException => Fate.Unknown,
        SessionLockTimeoutException or SessionDeadlockException => Fate.Contended,
        SessionUnavailableException => Fate.Unavailable,
        _ => Fate.Wrong,
    };
}

/// <summary>How a request ended.</summary>
internal enum Fate
{
    /// <summary>Not yet.</summary>
    Open,
    Acknowledged,
    Read,

    /// <summary>Nothing of it was applied, it was told.</summary>
    Refused,
    Unknown,

    /// <summary>There is no such session.</summary>
    Missing,

    /// <summary>Others had the session for too long.</summary>
    Contended,

    /// <summary>The store could not be reached before it saw anything.</summary>
    Unavailable,

    /// <summary>By an exception that was not made for it.</summary>
    Wrong,
}
