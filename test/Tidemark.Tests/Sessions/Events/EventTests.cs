using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>What the application is told of its sessions.</summary>
public sealed class EventTests
{
    private static readonly TimeSpan Sweep = TimeSpan.FromMinutes(1.25);

    private readonly Rig _rig = new(options => options.AbsoluteTimeout = TimeSpan.FromMinutes(50));
    private readonly Heard _heard = new();
    private readonly SessionManager _node;

    public EventTests() => _node = _rig.NewNode(null, null, _heard);

    [Fact]
    public void A_session_starts_with_its_first_commit_and_once() => Run(async () =>
    {
        string? seen = null;
        _heard.OnStarted = started => seen = $"{started.Purpose} {started.Read(Keys.Name)} {string.Join(' ', started.Names)}";
        await using var session = _node.Create("POST /sign-in");
        await session.CommitAsync();
        Assert.Empty(_heard.Started);
        await session.SetAsync(Keys.Name, "Ada");
        await session.CommitAsync();
        Assert.Equal("POST /sign-in Ada name", seen);
        await session.SetAsync(Keys.Name, "Grace");
        await session.CompleteAsync();

        Assert.Equal([_rig.KeyOf(session.Id).ToString()], _heard.Started);
    });

    [Fact]
    public void An_abandoned_session_is_told_at_once_with_its_last_state_and_never_again() => Run(async () =>
    {
        var id = await CreateAsync();
        string? seen = null;
        _heard.OnEnded = (ended, _) =>
        {
            Assert.Equal([ended.At, ended.At, ended.At], [ended.Created, ended.LastUse!.Value, _rig.Time.GetUtcNow()]);
            seen = $"{ended.Read(Keys.Name)}, {ended.Read(Keys.Cart)!.Lines.Count} lines, {string.Join(' ', ended.Names)}";
            return Task.CompletedTask;
        };
        await EndAsync(id);
        await Task.Delay(TimeSpan.FromMilliseconds(1), _rig.Time);
        Assert.Equal("Ada, 3 lines, cart name", seen);
        await Task.Delay(3 * Sweep, _rig.Time);

        Assert.Equal([(_rig.KeyOf(id).ToString(), EndReason.Abandoned)], _heard.Ended);
        Assert.Empty(await _rig.Memory.ClaimEndedAsync(10, TimeSpan.Zero, CancellationToken.None));
    });

    [Fact]
    public void A_session_that_expires_is_told_by_a_node_that_never_had_it() => Run(async () =>
    {
        var other = new Heard();
        await using var elsewhere = _rig.NewNode(null, null, other);
        await elsewhere.StartAsync(CancellationToken.None);
        var id = await CreateAsync();
        var last = _rig.Time.GetUtcNow();
        await _node.DisposeAsync();
        Cart? cart = null;
        other.OnEnded = (ended, _) =>
        {
            cart = ended.Read(Keys.Cart);
            Assert.Equal((last, last + _rig.Options.IdleTimeout), (ended.LastUse, ended.At));
            return Task.CompletedTask;
        };
        await Task.Delay(_rig.Options.IdleTimeout + Sweep, _rig.Time);

        Assert.Equal([(_rig.KeyOf(id).ToString(), EndReason.Idle)], other.Ended);
        Assert.Equal(3, cart!.Lines.Count);
        Assert.Empty(_heard.Ended);
    });

    [Fact]
    public void A_session_that_is_kept_ends_of_idleness_or_of_age() => Run(async () =>
    {
        var idle = await CreateAsync();
        var busy = await CreateAsync();
        for (var minutes = 0; minutes < 60; minutes += 10)
        {
            await Task.Delay(TimeSpan.FromMinutes(10), _rig.Time);
            if (await _node.OpenAsync(busy, SessionAccess.Shared) is { } session)
                await session.CompleteAsync();
        }

        Assert.Equal([(_rig.KeyOf(idle).ToString(), EndReason.Idle), (_rig.KeyOf(busy).ToString(), EndReason.Absolute)], _heard.Ended);
    });

    [Fact]
    public void A_new_id_is_neither_an_end_nor_a_start() => Run(async () =>
    {
        var old = await CreateAsync();
        await using var session = (await _node.OpenAsync(old, SessionAccess.Shared))!;
        await session.RegenerateIdAsync();
        await session.CommitAsync();
        await Task.Delay(Sweep, _rig.Time);
        Assert.Empty(_heard.Ended);
        Assert.Single(_heard.Started);
        var next = session.Id;
        session.Abandon();
        await session.CompleteAsync();
        await Task.Delay(Sweep, _rig.Time);
        Assert.Equal([(_rig.KeyOf(next).ToString(), EndReason.Abandoned)], _heard.Ended);
    });

    [Fact]
    public void A_new_id_that_fails_is_told_to_nobody() => Run(async () =>
    {
        var old = await CreateAsync();
        await using (var session = (await _node.OpenAsync(old, SessionAccess.Exclusive))!)
        {
            await session.RegenerateIdAsync();
            await _rig.Memory.EndAsync(_rig.KeyOf(old), EndReason.Revoked, CancellationToken.None);
            await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CompleteAsync());
        }

        await Task.Delay(2 * Sweep, _rig.Time);
        Assert.Equal([(_rig.KeyOf(old).ToString(), EndReason.Revoked)], _heard.Ended);
        Assert.Single(_heard.Started);
    });

    [Fact]
    public void A_handler_that_throws_is_told_again_and_keeps_nobody_else_waiting() => Run(async () =>
    {
        var log = new Lines();
        await using var node = _rig.NewNode(null, log, _heard, new Heard());
        var (bad, good) = (await CreateAsync(node), await CreateAsync(node));
        var failures = 2;
        _heard.OnEnded = (ended, _) => ended.Session == _rig.KeyOf(bad).ToString() && failures-- > 0
            ? throw new InvalidOperationException("The mail server is down.")
            : Task.CompletedTask;
        await EndAsync(bad, node);
        await EndAsync(good, node);
        await Task.Delay(TimeSpan.FromSeconds(5), _rig.Time);
        Assert.Equal([_rig.KeyOf(bad).ToString(), _rig.KeyOf(good).ToString()], _heard.Ended.Select(ended => ended.Session));
        Assert.Contains(log.All, line => line.Contains("The mail server is down.", StringComparison.Ordinal));
        await Task.Delay(8 * Sweep, _rig.Time);

        Assert.Equal(4, _heard.Ended.Count);
    });

    [Fact]
    public void A_handler_that_throws_at_the_start_does_not_fail_the_request() => Run(async () =>
    {
        _heard.OnStarted = _ => throw new InvalidOperationException("The counter is broken.");
        var id = await CreateAsync();

        Assert.Single(_heard.Started);
        Assert.Equal("Ada", await _rig.StoredAsync(id, Keys.Name));
    });

    [Fact]
    public void A_handler_that_takes_too_long_learns_that_others_may_begin() => Run(async () =>
    {
        var began = _rig.Time.GetTimestamp();
        _heard.OnEnded = (_, cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, _rig.Time, cancellationToken);
        var id = await CreateAsync();
        await EndAsync(id);
        await Task.Delay(TimeSpan.FromSeconds(59), _rig.Time);
        Assert.Single(_heard.Ended);
        _heard.OnEnded = (_, _) => Task.CompletedTask;
        while (_heard.Ended.Count < 2)
            await Task.Delay(TimeSpan.FromSeconds(1), _rig.Time);

        Assert.InRange(_rig.Time.GetElapsedTime(began), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1) + Sweep);
        await Task.Delay(2 * Sweep, _rig.Time);
        Assert.Equal(2, _heard.Ended.Count);
    });

    [Fact]
    public void Many_ends_are_shared_among_the_nodes_and_each_is_told_once() => Run(async () =>
    {
        var others = Enumerable.Range(0, 2).Select(_ => new Heard()).ToArray();
        foreach (var other in others)
            await _rig.NewNode(null, null, other).StartAsync(CancellationToken.None);
        var keys = new List<string>();
        for (var number = 0; number < 450; number++)
            keys.Add(_rig.KeyOf(await CreateAsync()).ToString());
        await Task.Delay(_rig.Options.IdleTimeout + (2 * Sweep), _rig.Time);

        var told = others.Append(_heard).SelectMany(heard => heard.Ended).ToArray();
        Assert.Equal(keys.Order(), told.Select(ended => ended.Session).Order());
        Assert.All(told, ended => Assert.Equal(EndReason.Idle, ended.Reason));
    });

    [Fact]
    public void What_a_store_that_is_down_cannot_say_is_told_at_a_later_tick() => Run(async () =>
    {
        var id = await CreateAsync();
        _rig.Store.Script(StoreVerb.ForgetEnded, [.. Enumerable.Repeat(StoreFault.RequestLost, 150)]);
        await EndAsync(id);
        await Task.Delay(TimeSpan.FromSeconds(1), _rig.Time);
        Assert.Single(_heard.Ended);
        _rig.Store.IsDown = true;
        await Task.Delay(3 * Sweep, _rig.Time);
        Assert.Single(_heard.Ended);
        _rig.Store.IsDown = false;
        await Task.Delay(20 * Sweep, _rig.Time);

        // Told, and not forgotten, until the store has heard it.
        Assert.NotInRange(_heard.Ended.Count, 0, 1);
        Assert.Empty(await _rig.Memory.ClaimEndedAsync(10, TimeSpan.Zero, CancellationToken.None));
    });

    [Fact]
    public void A_node_that_stops_finishes_what_it_is_telling_and_begins_nothing() => Run(async () =>
    {
        var release = new TaskCompletionSource();
        _heard.OnEnded = (_, _) => release.Task;
        var ids = new[] { await CreateAsync(), await CreateAsync() };
        await _rig.Memory.EndAsync(_rig.KeyOf(ids[0]), EndReason.Revoked, CancellationToken.None);
        await EndAsync(ids[1]);
        await Task.Delay(TimeSpan.FromMilliseconds(5), _rig.Time);
        var stopping = _node.StopTellingAsync();
        Assert.False(stopping.IsCompleted);
        release.SetResult();
        await stopping;
        await Task.Delay(10 * Sweep, _rig.Time);

        Assert.Single(_heard.Ended);
        var left = Assert.Single(await _rig.Memory.ClaimEndedAsync(10, TimeSpan.Zero, CancellationToken.None));
        Assert.NotEqual(_heard.Ended[0].Session, left.Key.ToString());
    });

    [Fact]
    public void A_node_does_not_wait_for_ever_for_a_handler_that_hangs() => Run(async () =>
    {
        _heard.OnEnded = (_, _) => new TaskCompletionSource().Task;
        await EndAsync(await CreateAsync());
        await Task.Delay(TimeSpan.FromSeconds(1), _rig.Time);
        await _node.DisposeAsync();

        Assert.Single(_heard.Ended);
        Assert.InRange(_rig.Time.GetElapsedTime(0), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2));
    });

    [Fact]
    public void A_handler_is_no_part_of_the_request_that_woke_it() => Run(async () =>
    {
        var flowing = new AsyncLocal<string?> { Value = "request" };
        var seen = "nothing";
        _heard.OnEnded = (_, _) =>
        {
            seen = flowing.Value;
            return Task.CompletedTask;
        };
        await EndAsync(await CreateAsync());
        await Task.Delay(TimeSpan.FromSeconds(1), _rig.Time);

        Assert.Null(seen);
        Assert.Equal("request", flowing.Value);
    });

    [Fact]
    public void Nodes_without_handlers_sweep_as_before() => Run(async () =>
    {
        var id = await CreateAsync(_rig.First);
        await EndAsync(await CreateAsync(_rig.First), _rig.First);
        await Task.Delay(_rig.Options.IdleTimeout + (2 * Sweep), _rig.Time);

        Assert.Null(await _rig.StateAsync(id));
        Assert.All(_rig.Watched.Commits, commit => Assert.False(commit.TellsEnd));
        Assert.Equal(0, _rig.Store.Calls(StoreVerb.ClaimEnded));
        Assert.Empty(await _rig.Memory.ClaimEndedAsync(10, TimeSpan.Zero, CancellationToken.None));
    });

    [Fact]
    public void What_was_told_is_counted_by_reason() => Run(async () =>
    {
        using var counted = new MeterTests.Counted(_node);
        await EndAsync(await CreateAsync());
        await _node.EndAsync(await CreateAsync());
        await Task.Delay(TimeSpan.FromSeconds(1), _rig.Time);

        Assert.Equal([1, 1], [counted.Sums["tidemark.sessions.ended Abandoned"], counted.Sums["tidemark.sessions.ended Revoked"]]);
        Assert.Equal([1, 1], [counted.Sums["tidemark.ends.told Abandoned"], counted.Sums["tidemark.ends.told Revoked"]]);
    });

    private void Run(Func<Task> body) => OneThread.Run(_rig.Time, body, TimeSpan.FromMilliseconds(50));

    private async Task<SessionId> CreateAsync(SessionManager? node = null)
    {
        await (node ?? _node).StartAsync(CancellationToken.None);
        await using var session = (node ?? _node).Create();
        await session.SetAsync(Keys.Name, "Ada");
        await session.SetAsync(Keys.Cart, Cart.OfThree());
        await session.CompleteAsync();
        return session.Id;
    }

    private async Task EndAsync(SessionId id, SessionManager? node = null)
    {
        await using var session = (await (node ?? _node).OpenAsync(id, SessionAccess.Shared))!;
        session.Abandon();
        await session.CompleteAsync();
    }
}
