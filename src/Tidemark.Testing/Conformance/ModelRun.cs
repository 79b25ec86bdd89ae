using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>Sends one random sequence of verbs to two stores on one clock, and compares the answers.</summary>
internal sealed class ModelRun
{
    private readonly int _seed;
    private readonly Random _random;
    private readonly ModelDifferences _differences;
    private readonly (IPrimaryStore Model, IPrimaryStore Tested) _stores;
    private readonly ManualTimeProvider _time;
    private readonly StateKey[] _keys = [.. Enumerable.Range(0, 3).Select(_ => StateKey.From("model", SessionId.New()))];
    private readonly NodeId[] _nodes = [.. Enumerable.Range(0, 3).Select(_ => NodeId.New())];

    // Leases are random, so each store has its own; a pair stands for "the n-th lease that was granted".
    private readonly List<(LeaseToken Model, LeaseToken Tested)> _tokens = [(LeaseToken.None, LeaseToken.None)];
    private readonly Dictionary<StateKey, (LeaseToken Model, LeaseToken Tested)> _newest = [];
    private readonly List<(CommitRequest Model, CommitRequest Tested)> _sent = [];
    private readonly List<string> _steps = [];

    public ModelRun(int seed, IPrimaryStore model, IPrimaryStore tested, ManualTimeProvider time)
    {
        (_seed, _random, _stores, _time) = (seed, new Random(seed), (model, tested), time);
        _differences = new ModelDifferences(_random);
    }

    public async Task RunAsync(int steps)
    {
        for (var step = 0; step < steps; step++)
            await StepAsync();
        _time.Advance(TimeSpan.FromDays(30));
        await SweepAsync(1000);
    }

    private Task StepAsync() => _random.Next(26) switch
    {
        < 6 => AcquireAsync(),
        < 12 => CommitAsync(),
        < 14 => ResendAsync(),
        < 15 => ReleaseAsync(),
        < 18 => ReadAsync(),
        < 19 => TouchAsync(),
        < 21 => BeatAsync(),
        // All or nothing: which ones a smaller limit takes is for the store to choose.
        < 22 => SweepAsync(_random.Next(2) * 1000),
        _ => AdvanceAsync(),
    };

    private async Task AcquireAsync()
    {
        var request = new AcquireRequest(Pick(_keys), Pick(_nodes), PickVersion(), $"purpose {_random.Next(9)}");
        var model = await _stores.Model.AcquireAsync(request, default);
        var tested = await _stores.Tested.AcquireAsync(request, default);
        if (model is AcquireOutcome.Granted one && tested is AcquireOutcome.Granted other)
            Keep(request.Key, (one.Token, other.Token));
        Compare($"{Name(request.Key)} acquired by {Name(request.Node)} knowing {request.Known}", Show(model), Show(tested));
    }

    private async Task CommitAsync()
    {
        // Mostly what a correct node would send, or the walk would see nothing but refusals.
        var key = Pick(_keys);
        var (tokens, from) = (_tokens[0], StateVersion.None);
        var state = await _stores.Model.ReadAsync(key, default, default) is ReadOutcome.Found found ? found.State : null;
        if (state is not null)
            (tokens, from) = (_newest.GetValueOrDefault(key, tokens), state.Version);
        if (_random.Next(5) == 0)
            tokens = Pick(_tokens);
        if (_random.Next(5) == 0)
            from = PickVersion();
        var request = new CommitRequest(
            key, Pick(_nodes), tokens.Model, from, CommitId.New(), _differences.Pick(state), PickLifetime(), PickThen(), $"purpose {_random.Next(9)}");
        _sent.Add((request, request with { Token = tokens.Tested }));
        await SendAsync(_sent[^1]);
    }

    private Task ResendAsync() => _sent.Count == 0 ? Task.CompletedTask : SendAsync(_sent[^(1 + _random.Next(Math.Min(_sent.Count, 12)))]);

    private async Task SendAsync((CommitRequest Model, CommitRequest Tested) requests)
    {
        var model = await _stores.Model.CommitAsync(requests.Model, default);
        var tested = await _stores.Tested.CommitAsync(requests.Tested, default);
        if (model is CommitOutcome.Committed { Token.IsNone: false } one && tested is CommitOutcome.Committed other)
            Keep(requests.Model.Key, (one.Token, other.Token));
        var request = requests.Model;
        Compare(
            $"{Name(request.Key)} commit {request.Id} under {request.Token} on {request.Base}: {request.Differences.Count}, "
            + $"{request.Lifetime}, then {request.Then}",
            Show(model), Show(tested));
    }

    private async Task ReleaseAsync()
    {
        var key = Pick(_keys);
        var tokens = _random.Next(3) == 0 ? Pick(_tokens) : _newest.GetValueOrDefault(key, _tokens[0]);
        var unused = TimeSpan.FromSeconds(_random.Next(3) * _random.Next(40));
        await _stores.Model.ReleaseAsync(key, tokens.Model, unused, default);
        await _stores.Tested.ReleaseAsync(key, tokens.Tested, unused, default);
        Compare($"{Name(key)} release of {tokens.Model}, unused for {unused}", "", "");
    }

    private async Task ReadAsync()
    {
        var (key, known) = (Pick(_keys), PickVersion());
        Compare($"{Name(key)} read knowing {known}",
            Show(await _stores.Model.ReadAsync(key, known, default)), Show(await _stores.Tested.ReadAsync(key, known, default)));
    }

    private async Task TouchAsync()
    {
        var uses = _keys.Where(_ => _random.Next(2) > 0)
            .Select(key => new SessionUse(key, TimeSpan.FromSeconds(_random.Next(2) * _random.Next(40)))).ToArray();
        await _stores.Model.TouchAsync(uses, default);
        await _stores.Tested.TouchAsync(uses, default);
        Compare($"touch of {string.Join(", ", uses.Select(use => $"{Name(use.Key)} {use.Ago} ago"))}", "", "");
    }

    private async Task BeatAsync()
    {
        var (node, lifetime) = (Pick(_nodes), TimeSpan.FromSeconds(_random.Next(4) * 20));
        Compare($"beat of {Name(node)} for {lifetime}",
            Show(await _stores.Model.BeatAsync(node, lifetime, default)), Show(await _stores.Tested.BeatAsync(node, lifetime, default)));
    }

    private async Task SweepAsync(int limit) => Compare($"sweep of {limit}",
        $"{await _stores.Model.SweepAsync(limit, default)}", $"{await _stores.Tested.SweepAsync(limit, default)}");

    private Task AdvanceAsync()
    {
        // Often short: what is kept for a waiter is kept for 250 ms, and a place in the queue for 3 s.
        var span = _random.Next(2) == 0 ? TimeSpan.FromSeconds(_random.Next(40)) : TimeSpan.FromMilliseconds(_random.Next(400));
        _time.Advance(span);
        Compare($"{span} pass", "", "");
        return Task.CompletedTask;
    }

    private void Compare(string step, string model, string tested)
    {
        _steps.Add($"{step} -> {model}");
        if (model != tested)
            Assert.Fail($"Seed {_seed}, step {_steps.Count}: the store answered{Environment.NewLine}  {tested}{Environment.NewLine}"
                + $"The steps, with the answers of the memory store:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", _steps)}");
    }

    private void Keep(StateKey key, (LeaseToken Model, LeaseToken Tested) tokens)
    {
        _tokens.Add(tokens);
        _newest[key] = tokens;
    }

    private T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    private StateVersion PickVersion() => new(_random.Next(3) == 0 ? 0 : _random.Next(8));

    private Lifetime PickLifetime() => new(
        TimeSpan.FromSeconds(30 + _random.Next(60)),
        _random.Next(3) == 0 ? TimeSpan.MaxValue : TimeSpan.FromSeconds(60 + _random.Next(300)));

    private AfterCommit PickThen() => _random.Next(10) switch
    {
        0 => AfterCommit.End,
        < 3 => AfterCommit.Release,
        _ => AfterCommit.Keep,
    };

    private string Name(StateKey key) => $"session {Array.IndexOf(_keys, key)}";

    private string Name(NodeId node) => $"node {Array.IndexOf(_nodes, node)}";

    private string Show(AcquireOutcome outcome) => outcome switch
    {
        AcquireOutcome.Granted granted => $"granted {granted.Token.Counter}{(granted.OthersWait ? ", others wait" : "")}, {Show(granted.State)}",
        AcquireOutcome.Held held => $"held by {Name(held.Holder)} for {held.Age}: {held.Purpose}",
        _ => "missing",
    };

    private string Show(BeatOutcome outcome) => $"alive since {outcome.Since:O}, "
        + string.Join(", ", outcome.Recalls.Select(recall => $"{Name(recall.Key)} recalled from {recall.Token.Counter}").Order());

    private static string Show(CommitOutcome outcome) => outcome switch
    {
        CommitOutcome.Committed committed => $"committed {committed.Token.Counter} {committed.Version}{(committed.OthersWait ? ", others wait" : "")}",
        _ => outcome.ToString(),
    };

    private static string Show(ReadOutcome outcome) => outcome switch
    {
        ReadOutcome.Found found => Show(found.State),
        ReadOutcome.NotModified same => $"not modified, {same.IdleRemaining}",
        _ => "missing",
    };

    private static string Show(PrimaryState state) =>
        $"{state.Version} of {state.Created:O}, {state.Lifetime}, {state.IdleRemaining} left"
        + string.Concat(state.Changed.OrderBy(attribute => attribute.Name)
            .Select(attribute => $", {attribute.Name} {attribute.Version}{(attribute.Base is { } start ? $" {Show(start.Version, start.Bytes)}" : "")}"
                + string.Concat(attribute.Patches.Select(patch => $" + {Show(patch.Version, patch.Bytes)} on {patch.On}"))))
        + string.Concat(state.Unchanged.Order().Select(name => $", {name} unchanged"));

    private static string Show(StateVersion version, ReadOnlyMemory<byte> bytes) =>
        $"{version} {Convert.ToHexString(bytes.Span[..Math.Min(bytes.Length, 4)])}/{bytes.Length}";
}
