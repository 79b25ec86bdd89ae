namespace Tidemark.Simulation.Clients;

/// <summary>What one request will do, drawn from a seed of its own: how it is scheduled does not change it.</summary>
/// <param name="Access">What it asks for.</param>
/// <param name="Steps">What it does with the session.</param>
/// <param name="Ending">How it ends.</param>
/// <param name="Patience">After how long its client hangs up; null for never.</param>
/// <param name="Holds">How long each <see cref="Step.Hold"/> takes, one after the other.</param>
/// <param name="Retries">How often a commit whose outcome is unknown is sent again.</param>
internal sealed record RequestScript(
    SessionAccess Access, IReadOnlyList<Step> Steps, Ending Ending, TimeSpan? Patience, IReadOnlyList<TimeSpan> Holds, int Retries)
{
    private static readonly Step[] Writing =
        [Step.Append, Step.Append, Step.Append, Step.Count, Step.Count, Step.SetTitle, Step.RemoveTitle, Step.ReadAll, Step.GetOnly, Step.Hold, Step.Commit];

    private static readonly Step[] Reading = [Step.ReadAll, Step.ReadAll, Step.Hold];

    /// <summary>What requests ask for; later ones more often. Names that the core does not know yet are left out.</summary>
    private static readonly SessionAccess[] Accesses =
        [.. new[] { "ReadOnly", "Exclusive", "Exclusive", "Shared", "Shared", "Shared" }
            .Where(name => Enum.IsDefined(typeof(SessionAccess), name)).Select(Enum.Parse<SessionAccess>)];

    /// <summary>Only appends one id: what is asked of a healthy system at the end.</summary>
    public static RequestScript Probe { get; } = new(SessionAccess.Exclusive, [Step.ReadAll, Step.Append], Ending.Complete, null, [], 0);

    public static RequestScript Draw(Random random)
    {
        var access = Accesses[random.Next(Accesses.Length)];
        var kinds = access == SessionAccess.ReadOnly ? Reading : Writing;
        var steps = Enumerable.Range(0, 1 + random.Next(5)).Select(_ => kinds[random.Next(kinds.Length)]).ToList();
        if (access != SessionAccess.Exclusive)
            steps.RemoveAll(step => step == Step.RemoveTitle);
        var ending = access == SessionAccess.ReadOnly ? Ending.Leave : DrawEnding(random);
        if (access == SessionAccess.Exclusive && random.Next(25) == 0)
            steps.Insert(random.Next(steps.Count + 1), Step.Regenerate);
        var retries = random.Next(3);
        TimeSpan? patience = random.Next(20) == 0 ? TimeSpan.FromSeconds(random.NextDouble()) : null;
        var holds = Enumerable.Range(0, 6).Select(_ => TimeSpan.FromMilliseconds(1 + random.Next(random.Next(10) == 0 ? 2500 : 60))).ToArray();
        return new RequestScript(access, steps, ending, patience, holds, retries);
    }

    private static Ending DrawEnding(Random random) => random.Next(40) switch
    {
        0 => Ending.Abandon,
        < 4 => Ending.Throw,
        < 6 => Ending.Leave,
        _ => Ending.Complete,
    };
}

/// <summary>One thing that a request does with its session.</summary>
internal enum Step
{
    ReadAll,
    GetOnly,
    Append,
    Count,
    SetTitle,
    RemoveTitle,
    Hold,
    Commit,
    Regenerate,
}

/// <summary>How a request ends.</summary>
internal enum Ending
{
    /// <summary>It commits and gives the session back.</summary>
    Complete,

    /// <summary>It throws: its changes are discarded.</summary>
    Throw,

    /// <summary>It goes without a commit.</summary>
    Leave,

    /// <summary>It ends the session.</summary>
    Abandon,
}
