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
    private readonly ModelTexts _texts;
    private readonly ModelLedger _ledger;
    private readonly ModelUsers _users;

    public ModelRun(int seed, IPrimaryStore model, IPrimaryStore tested, ManualTimeProvider time)
    {
        (_seed, _random, _stores, _time) = (seed, new Random(seed), (model, tested), time);
        _differences = new ModelDifferences(_random);
        _ledger = new ModelLedger($"Seed {seed}");
        _texts = new ModelTexts(_keys, _nodes);
        _users = new ModelUsers(_random, _stores, _keys, Compare);
    }

    public async Task RunAsync(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            await StepAsync();
            await _users.LookAsync();
        }

        _time.Advance(TimeSpan.FromDays(30));
        await SweepAsync(1000);
    }

    private Task StepAsync() => _random.Next(36) switch
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
        < 23 => EndAsync(),
        < 25 => ClaimAsync(_random.Next(4) == 0 ? 0 : 1000),
        < 26 => ForgetAsync(),
        < 32 => _users.StepAsync(),
        _ => AdvanceAsync(),
    };

    private async Task AcquireAsync()
    {
        var request = new AcquireRequest(Pick(_keys), Pick(_nodes), PickVersion(), $"purpose {_random.Next(9)}");
        var model = await _stores.Model.AcquireAsync(request, default);
        var tested = await _stores.Tested.AcquireAsync(request, default);
        if (model is AcquireOutcome.Granted one && tested is AcquireOutcome.Granted other)
            Keep(request.Key, (one.Token, other.Token));
        Compare($"{_texts.Name(request.Key)} acquired by {_texts.Name(request.Node)} knowing {request.Known}", _texts.Show(model), _texts.Show(tested));
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
            key, Pick(_nodes), tokens.Model, from, CommitId.New(), _differences.Pick(state), PickLifetime(), PickThen(), $"purpose {_random.Next(9)}")
        {
            User = _random.Next(4) == 0 ? UserKey.None : _users.Of(key),
            TellsEnd = _random.Next(2) == 0,
        };
        _sent.Add((request, request with { Token = tokens.Tested }));
        await SendAsync(_sent[^1]);
    }

    private Task ResendAsync() => _sent.Count == 0 ? Task.CompletedTask : SendAsync(_sent[^(1 + _random.Next(Math.Min(_sent.Count, 12)))]);

    private async Task SendAsync((CommitRequest Model, CommitRequest Tested) requests)
    {
        var isNew = await _stores.Model.ReadAsync(requests.Model.Key, default, default) is ReadOutcome.Missing;
        var model = await _stores.Model.CommitAsync(requests.Model, default);
        var tested = await _stores.Tested.CommitAsync(requests.Tested, default);
        if (model is CommitOutcome.Committed { Token.IsNone: false } one && tested is CommitOutcome.Committed other)
            Keep(requests.Model.Key, (one.Token, other.Token));
        var request = requests.Model;
        Compare(
            $"{_texts.Name(request.Key)} commit {request.Id} under {request.Token} on {request.Base}: {request.Differences.Count}, "
            + $"{request.Lifetime}, of {request.User}{(request.TellsEnd ? ", tells" : "")}, then {request.Then}",
            ModelTexts.Show(model), ModelTexts.Show(tested));
        if (tested is not CommitOutcome.Committed)
            return;
        if (await _stores.Model.ReadAsync(request.Key, default, default) is not ReadOutcome.Found)
            return;
        _ledger.Acknowledge(requests.Tested, isNew);
        _ledger.Check(request.Key, await _stores.Tested.ReadAsync(request.Key, default, default));
    }

    private async Task ReleaseAsync()
    {
        var key = Pick(_keys);
        var tokens = _random.Next(3) == 0 ? Pick(_tokens) : _newest.GetValueOrDefault(key, _tokens[0]);
        var unused = TimeSpan.FromSeconds(_random.Next(3) * _random.Next(40));
        await _stores.Model.ReleaseAsync(key, tokens.Model, unused, default);
        await _stores.Tested.ReleaseAsync(key, tokens.Tested, unused, default);
        Compare($"{_texts.Name(key)} release of {tokens.Model}, unused for {unused}", "", "");
    }

    private async Task ReadAsync()
    {
        var (key, known) = (Pick(_keys), PickVersion());
        Compare($"{_texts.Name(key)} read knowing {known}",
            ModelTexts.Show(await _stores.Model.ReadAsync(key, known, default)), ModelTexts.Show(await _stores.Tested.ReadAsync(key, known, default)));
        Compare($"head of {_texts.Name(key)}", $"{await _stores.Model.ReadHeadAsync(key, default)}", $"{await _stores.Tested.ReadHeadAsync(key, default)}");
    }

    private async Task TouchAsync()
    {
        var uses = _keys.Where(_ => _random.Next(2) > 0)
            .Select(key => new SessionUse(key, TimeSpan.FromSeconds(_random.Next(2) * _random.Next(40)))).ToArray();
        await _stores.Model.TouchAsync(uses, default);
        await _stores.Tested.TouchAsync(uses, default);
        Compare($"touch of {string.Join(", ", uses.Select(use => $"{_texts.Name(use.Key)} {use.Ago} ago"))}", "", "");
    }

    private async Task BeatAsync()
    {
        var (node, lifetime) = (Pick(_nodes), TimeSpan.FromSeconds(_random.Next(4) * 20));
        Compare($"beat of {_texts.Name(node)} for {lifetime}",
            _texts.Show(await _stores.Model.BeatAsync(node, lifetime, default)), _texts.Show(await _stores.Tested.BeatAsync(node, lifetime, default)));
    }

    private async Task SweepAsync(int limit) => Compare($"sweep of {limit}",
        $"{await _stores.Model.SweepAsync(limit, default)}", $"{await _stores.Tested.SweepAsync(limit, default)}");

    private async Task EndAsync()
    {
        var (key, reason) = (Pick(_keys), _random.Next(2) == 0 ? EndReason.Revoked : EndReason.Displaced);
        Compare($"{_texts.Name(key)} ended: {reason}",
            $"{await _stores.Model.EndAsync(key, reason, default)}", $"{await _stores.Tested.EndAsync(key, reason, default)}");
    }

    // All or nothing, as with sweeps.
    private async Task ClaimAsync(int limit)
    {
        var claim = TimeSpan.FromSeconds(_random.Next(3) * _random.Next(60));
        if (_random.Next(2) == 0)
        {
            var key = Pick(_keys);
            Compare($"claim of {_texts.Name(key)} for {claim}",
                _texts.Show(AsList(await _stores.Model.ClaimEndAsync(key, claim, default))),
                _texts.Show(AsList(await _stores.Tested.ClaimEndAsync(key, claim, default))));
            return;
        }

        Compare($"claim of {limit} for {claim}",
            _texts.Show(await _stores.Model.ClaimEndedAsync(limit, claim, default)), _texts.Show(await _stores.Tested.ClaimEndedAsync(limit, claim, default)));
    }

    private static IReadOnlyList<EndedState> AsList(EndedState? ended) => ended is null ? [] : [ended];

    private async Task ForgetAsync()
    {
        var keys = _keys.Where(_ => _random.Next(2) == 0).ToArray();
        await _stores.Model.ForgetEndedAsync(keys, default);
        await _stores.Tested.ForgetEndedAsync(keys, default);
        Compare($"{string.Join(", ", keys.Select(_texts.Name))} forgotten", "", "");
    }

    private Task AdvanceAsync()
    {
        // Often short: what is kept for a waiter is kept for 250 ms, and a place in the queue for 3 s.
        // Now and then long: an ended session is remembered for two minutes, and its key makes no other one meanwhile.
        var span = _random.Next(12) switch
        {
            0 => Tombstone.Kept,
            < 6 => TimeSpan.FromSeconds(_random.Next(40)),
            _ => TimeSpan.FromMilliseconds(_random.Next(400)),
        };
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
}
