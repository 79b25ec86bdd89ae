using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>How long a session has left, and that to look at it prolongs nothing.</summary>
public sealed class TimeLeftLaws
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Absolute = TimeSpan.FromMinutes(70);
    private static readonly SessionAccess[] Accesses = Enum.GetValues<SessionAccess>().Except([SessionAccess.None]).ToArray();

    private readonly Rig _rig = new(options => (options.IdleTimeout, options.AbsoluteTimeout) = (Idle, Absolute));

    [Fact]
    public void On_the_node_that_keeps_it_it_is_exact_and_only_a_peek_is_no_use() => OneThread.Run(_rig.Time, async () =>
    {
        var random = new Random(20_250_104);
        for (var run = 0; run < 25; run++)
        {
            var id = await KeptAsync();
            var (age, unused) = (TimeSpan.Zero, TimeSpan.Zero);
            while (true)
            {
                var pause = Idle * (random.Next(4) == 0 ? random.NextDouble() * 1.2 : random.NextDouble() * 0.3);
                _rig.Time.Advance(pause);
                (age, unused) = (age + pause, unused + pause);
                var access = Accesses[random.Next(Accesses.Length)];
                await using var session = await _rig.First.OpenAsync(id, access);
                Assert.Equal(age < Absolute && unused < Idle, session is not null);
                if (session is null)
                    break;
                unused = access == SessionAccess.Peek ? unused : TimeSpan.Zero;
                Assert.Equal(Lesser(Idle - unused, Absolute - age), session.TimeLeft);
            }
        }
    });

    [Fact]
    public void Elsewhere_it_is_never_too_much_and_little_too_little() => OneThread.Run(_rig.Time, async () =>
    {
        var random = new Random(20_250_105);
        var elsewhere = _rig.NewNode();

        // Uses are told a quarter of the idle time later, with the next beat.
        var late = (Idle / 4) + _rig.Options.NodeLease;
        for (var run = 0; run < 20; run++)
        {
            var id = await KeptAsync();
            var (age, unused) = (TimeSpan.Zero, TimeSpan.Zero);
            while (true)
            {
                var pause = Idle * (random.Next(4) == 0 ? random.NextDouble() : random.NextDouble() * 0.3);
                _rig.Time.Advance(pause);
                (age, unused) = (age + pause, unused + pause);
                if (age >= Absolute || unused >= Idle)
                    break;
                await using (var session = await elsewhere.OpenAsync(id, SessionAccess.Peek))
                {
                    var left = Lesser(Idle - unused, Absolute - age);
                    Assert.InRange(session!.TimeLeft, left > late ? left - late : TimeSpan.Zero, left);
                }

                if (random.Next(2) == 0)
                    continue;
                await (await _rig.OpenAsync(id, SessionAccess.Shared)).CompleteAsync();
                unused = TimeSpan.Zero;
            }
        }
    });

    [Theory]
    [InlineData(SessionAccess.Peek, false)]
    [InlineData(SessionAccess.ReadOnly, true)]
    public void A_page_that_polls_keeps_a_session_alive_unless_it_peeks(SessionAccess access, bool isKept) => OneThread.Run(_rig.Time, async () =>
    {
        foreach (var node in new[] { _rig.First, _rig.NewNode() })
        {
            var id = await KeptAsync();
            var touches = _rig.Store.Calls(StoreVerb.Touch);
            Session? last = null;
            for (var poll = 0; poll < 25; poll++)
            {
                _rig.Time.Advance(TimeSpan.FromMinutes(1));
                last = await node.OpenAsync(id, access);
                if (last is not null)
                    await last.DisposeAsync();
            }

            Assert.Equal(isKept, last is not null);
            if (!isKept)
                Assert.Equal(touches, _rig.Store.Calls(StoreVerb.Touch));
        }
    });

    [Fact]
    public void It_goes_on_while_the_request_looks() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await KeptAsync();
        await using var peek = await _rig.OpenAsync(id, SessionAccess.Peek);
        await using var elsewhere = (await _rig.NewNode().OpenAsync(id, SessionAccess.Peek))!;
        _rig.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(Idle - TimeSpan.FromMinutes(5), peek.TimeLeft);
        Assert.Equal(Idle - TimeSpan.FromMinutes(5), elsewhere.TimeLeft);
        _rig.Time.Advance(Idle);
        Assert.Equal(TimeSpan.Zero, peek.TimeLeft);
        Assert.Equal(TimeSpan.Zero, elsewhere.TimeLeft);
    });

    [Fact]
    public void A_request_that_goes_on_is_use_and_another_one_sees_that() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await KeptAsync();
        await using var busy = await _rig.OpenAsync(id, SessionAccess.Shared);
        _rig.Time.Advance(TimeSpan.FromMinutes(15));

        Assert.Equal(Idle, busy.TimeLeft);
        await using var peek = await _rig.OpenAsync(id, SessionAccess.Peek);
        Assert.Equal(Idle, peek.TimeLeft);
        await busy.CompleteAsync();
        _rig.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(TimeSpan.FromMinutes(5), busy.TimeLeft);
    });

    [Fact]
    public void It_is_what_the_request_has_set() => OneThread.Run(_rig.Time, async () =>
    {
        await using var session = _rig.First.Create();
        Assert.Equal(Idle, session.TimeLeft);
        session.IdleTimeout = TimeSpan.FromMinutes(90);
        Assert.Equal(Absolute, session.TimeLeft);
        await session.SetAsync(Keys.Count, 1);
        await session.CommitAsync();
        session.AbsoluteTimeout = TimeSpan.FromHours(2);
        Assert.Equal(TimeSpan.FromMinutes(90), session.TimeLeft);
        _rig.Time.Advance(TimeSpan.FromMinutes(40));
        await session.RegenerateIdAsync();
        await session.CommitAsync();
        Assert.Equal(TimeSpan.FromMinutes(80), session.TimeLeft);
    });

    [Fact]
    public void Of_what_has_ended_nothing_is_left() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await KeptAsync();
        await using var seen = await _rig.OpenAsync(id, SessionAccess.Shared);
        await using (var ends = await _rig.OpenAsync(id, SessionAccess.Shared))
        {
            ends.Abandon();
            await ends.CompleteAsync();
        }

        Assert.Equal(TimeSpan.Zero, seen.TimeLeft);
    });

    private async Task<SessionId> KeptAsync()
    {
        await using var session = _rig.First.Create();
        await session.SetAsync(Keys.Name, "Ada");
        await session.CompleteAsync();
        return session.Id;
    }

    private static TimeSpan Lesser(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
