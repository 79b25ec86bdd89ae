using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Redis.Tests.Conformance;

/// <summary>One random history of a session, in a store whose scripts do what is usual, and in one that decides everything.</summary>
internal sealed class UsualRun(Random random, StateKey key, IPrimaryStore scripts, IPrimaryStore decided, ManualTimeProvider time)
{
    public const int Length = 40;

    private static readonly string[] Names = ["a", "b", "a longer name", "\0\0\0\u0001a"];
    private static readonly UserKey User = UserKey.From("usual", "alice");

    private readonly NodeId[] _nodes = [NodeId.New(), NodeId.New()];
    private readonly List<(LeaseToken Scripts, LeaseToken Decided)> _tokens = [(LeaseToken.None, LeaseToken.None)];
    private readonly Dictionary<string, ChainEnd> _ends = [];
    private readonly HashSet<CommitId> _applied = [];
    private CommitRequest? _last;
    private StateVersion _version;

    /// <summary>The lease that was granted last.</summary>
    public (LeaseToken Scripts, LeaseToken Decided) Token => _tokens[^1];

    public static CommitRequest Creation(StateKey key, NodeId node) => new(
        key, node, LeaseToken.None, StateVersion.None, CommitId.New(), [new WholeValue("a", new byte[Length]), new WholeValue("b", new byte[Length])],
        new Lifetime(TimeSpan.FromMinutes(20), TimeSpan.FromHours(8)), AfterCommit.Keep, "POST /");

    /// <summary>Does something to both.</summary>
    /// <param name="between">Is run once the scripts have answered, before the decisions are asked.</param>
    public Task<Step> StepAsync(Func<Task> between) => random.Next(20) switch
    {
        < 6 => AcquireAsync(between),
        < 14 => CommitAsync(between),
        < 17 => ReturnAsync(between),
        < 18 => TouchAsync(between),
        _ => AdvanceAsync(between),
    };

    private async Task<Step> AcquireAsync(Func<Task> between)
    {
        var known = new StateVersion(random.Next(3) == 0 ? Math.Max(0, _version.Number - random.Next(4)) : _version.Number);
        var under = random.Next(3) == 0 ? _tokens[random.Next(_tokens.Count)] : Token;
        var request = new AcquireRequest(key, _nodes[random.Next(8) / 7], known, $"GET /{random.Next(12)}");
        var one = await scripts.AcquireAsync(request with { KnownUnder = under.Scripts }, default);
        await between();
        var other = await decided.AcquireAsync(request with { KnownUnder = under.Decided }, default);
        if (one is AcquireOutcome.Granted granted && other is AcquireOutcome.Granted also)
            _tokens.Add((granted.Token, also.Token));
        return new Step("grant", $"{request} under {under.Decided.Counter}", Show(one), Show(other));
    }

    private async Task<Step> CommitAsync(Func<Task> between)
    {
        var request = random.Next(12) == 0 && _last is not null ? _last : Draw();
        var token = request.Token.IsNone ? (LeaseToken.None, LeaseToken.None) : Rarely() ? _tokens[random.Next(_tokens.Count)] : Token;
        var one = await scripts.CommitAsync(request with { Token = token.Item1 }, default);
        await between();
        var other = await decided.CommitAsync(request with { Token = token.Item2 }, default);
        if (one is CommitOutcome.Committed done && other is CommitOutcome.Committed also)
        {
            Note(request, done.Version);
            if (!done.Token.IsNone && done.Token != Token.Scripts)
                _tokens.Add((done.Token, also.Token));
        }

        _last = request with { Token = token.Item1 };
        return new Step(request.Then == AfterCommit.Keep ? "commit and keep" : "commit and give back", $"{request}", Show(one), Show(other));
    }

    private async Task<Step> ReturnAsync(Func<Task> between)
    {
        var token = Rarely() ? _tokens[random.Next(_tokens.Count)] : Token;
        var unused = TimeSpan.FromSeconds(random.Next(4) * random.Next(4000));
        await scripts.ReleaseAsync(key, token.Scripts, unused, default);
        await between();
        await decided.ReleaseAsync(key, token.Decided, unused, default);
        return new Step("return", $"returned after {unused}", "", "");
    }

    private async Task<Step> TouchAsync(Func<Task> between)
    {
        SessionUse[] use = [new SessionUse(key, TimeSpan.FromSeconds(random.Next(90)))];
        await scripts.TouchAsync(use, default);
        await between();
        await decided.TouchAsync(use, default);
        return new Step("touch", "touched", "", "");
    }

    // Now and then to the end of the session, or back.
    private async Task<Step> AdvanceAsync(Func<Task> between)
    {
        var seconds = random.Next(12) switch { 0 => 1201, 1 => -30, 2 => 9 * 3600, _ => random.Next(300) };
        if (seconds < 0)
            time.JumpWallClock(TimeSpan.FromSeconds(seconds));
        else
            time.Advance(TimeSpan.FromSeconds(seconds));
        foreach (var node in _nodes)
        {
            await scripts.BeatAsync(node, TimeSpan.FromMinutes(2), default);
            await decided.BeatAsync(node, TimeSpan.FromMinutes(2), default);
        }

        await between();
        return new Step("clock", $"{seconds} s later", "", "");
    }

    private CommitRequest Draw()
    {
        if (_version == StateVersion.None || random.Next(30) == 0)
            return Creation(key, _nodes[0]) with { TellsEnd = random.Next(3) == 0 };
        var names = Names.Where(_ => random.Next(3) == 0).ToArray();
        return Creation(key, _nodes[0]) with
        {
            Token = Token.Scripts,
            Base = Rarely() ? StateVersion.None.Next() : _version,
            Differences = [.. names.Select(Change)],
            Lifetime = new Lifetime(TimeSpan.FromMinutes(Rarely() ? 10 : 20), TimeSpan.FromHours(8)),
            Then = random.Next(40) == 0 ? AfterCommit.End : (AfterCommit)random.Next(2),
            User = Rarely() ? UserKey.None : User,
            TellsEnd = Rarely(),
            Purpose = $"POST /{random.Next(12)}",
        };
    }

    private Difference Change(string name)
    {
        if (random.Next(25) == 0)
            return new Removal(name);
        var bytes = new byte[random.Next(Length)];
        random.NextBytes(bytes);
        var end = _ends.GetValueOrDefault(name);
        return random.Next(4) == 0 || end == default
            ? new WholeValue(name, bytes)
            : new PatchedValue(name, bytes, Rarely() ? _version : end.Version, Rarely() ? Length : end.Length, random.Next(Length));
    }

    private void Note(CommitRequest request, StateVersion version)
    {
        if (!_applied.Add(request.Id))
            return;
        if (request.Token.IsNone)
            _ends.Clear();
        _version = request.Then == AfterCommit.End ? StateVersion.None : version;
        foreach (var difference in request.Differences)
        {
            if (difference is Removal)
                _ends.Remove(difference.Name);
            else
                _ends[difference.Name] = difference is PatchedValue patch
                    ? new ChainEnd(version, patch.LengthAfter, 1)
                    : ChainEnd.OfBase(version, difference.Size);
        }
    }

    private bool Rarely() => random.Next(15) == 0;

    private static string Show(AcquireOutcome outcome) => outcome switch
    {
        AcquireOutcome.Granted { State: var state } granted => $"granted {granted.Token.Counter} {granted.OthersWait} {state.Version} {state.Age} {state.Lifetime} "
            + $"{state.IdleRemaining} {state.User} {string.Join(", ", state.Changed.Select(Show))}; {string.Join(", ", state.Unchanged)}",
        AcquireOutcome.Held held => $"held for {held.Age}: {held.Purpose}",
        _ => "missing",
    };

    private static string Show(StoredAttribute attribute) =>
        $"{attribute.Name} {attribute.Version} {attribute.Fault} {Convert.ToHexString((attribute.Base?.Bytes ?? default).Span)} "
        + string.Join(" + ", attribute.Patches.Select(patch => $"{patch.Version} on {patch.On}: {Convert.ToHexString(patch.Bytes.Span)}"));

    private static string Show(CommitOutcome outcome) => outcome is CommitOutcome.Committed done
        ? $"committed {done.Token.Counter} {done.Version} {done.OthersWait}"
        : $"{outcome}";
}

/// <summary>What was done, and what both answered.</summary>
internal sealed record Step(string Kind, string What, string Scripts, string Decided);
