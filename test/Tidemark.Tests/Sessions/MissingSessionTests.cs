using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>The store is asked once a moment for a session that is not there, and never believed for longer.</summary>
public sealed class MissingSessionTests
{
    private static readonly TimeSpan Moment = MissingSessions.Moment;
    private static readonly SessionAccess[] Asking = [SessionAccess.Shared, SessionAccess.Exclusive, SessionAccess.ReadOnly, SessionAccess.Peek];

    private readonly Rig _rig = new();

    [Fact]
    public void Whatever_the_access_a_session_that_is_gone_costs_one_call_a_moment() => OneThread.Run(_rig.Time, async () =>
    {
        await _rig.StoreAsync();
        foreach (var first in Asking)
        {
            var id = SessionId.New();
            var before = _rig.Store.TotalCalls;
            Assert.Null(await _rig.First.OpenAsync(id, first));
            foreach (var access in Asking)
                Assert.Null(await _rig.First.OpenAsync(id, access));
            Assert.Equal(1, _rig.Store.TotalCalls - before);
        }
    });

    [Fact]
    public void What_the_store_said_counts_for_a_moment_and_for_no_more_than_two() => OneThread.Run(_rig.Time, async () =>
    {
        await _rig.StoreAsync();
        var random = new Random(20_250_103);
        var ids = Enumerable.Range(0, 8).Select(_ => SessionId.New()).ToArray();
        var asked = new Dictionary<SessionId, long>();
        for (var step = 0; step < 3_000; step++)
        {
            _rig.Time.Advance(Moment * (random.Next(3) == 0 ? random.NextDouble() : 0.01));
            var id = ids[random.Next(ids.Length)];
            var before = Asked;
            Assert.Null(await _rig.First.OpenAsync(id, Asking[random.Next(Asking.Length)]));
            var isAsked = Asked > before;
            if (asked.TryGetValue(id, out var then))
            {
                var since = _rig.Time.GetElapsedTime(then);
                Assert.True(isAsked ? since >= Moment : since < 2 * Moment, $"Step {step}: asked {isAsked} after {since}.");
            }

            if (isAsked)
                asked[id] = _rig.Time.GetTimestamp();
        }
    });

    [Fact]
    public void A_session_that_ended_is_asked_for_once() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using (var session = await _rig.OpenAsync(id))
        {
            session.Abandon();
            await session.CompleteAsync();
        }

        Assert.Null(await _rig.First.OpenAsync(id, SessionAccess.Shared));
        var before = _rig.Store.TotalCalls;
        Assert.Null(await _rig.First.OpenAsync(id, SessionAccess.Exclusive));
        Assert.Equal(before, _rig.Store.TotalCalls);
    });

    [Fact]
    public void A_session_that_this_node_creates_is_there_though_somebody_asked_for_it_before() => OneThread.Run(_rig.Time, async () =>
    {
        await using var session = _rig.First.Create();
        await session.SetAsync(Keys.Count, 1);
        var id = session.Id;
        Assert.Null(await _rig.First.OpenAsync(id, SessionAccess.ReadOnly));
        await session.CompleteAsync();

        foreach (var access in Asking)
            await (await _rig.OpenAsync(id, access)).DisposeAsync();
    });

    [Fact]
    public void A_store_that_cannot_be_reached_says_nothing_of_what_is_there() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        _rig.Store.IsDown = true;
        await Assert.ThrowsAsync<SessionUnavailableException>(async () => await _rig.First.OpenAsync(id, SessionAccess.ReadOnly));
        await _rig.ReturnAsync();

        await using var session = await _rig.OpenAsync(id, SessionAccess.ReadOnly);
        Assert.Equal("Ada", session.Read(Keys.Name));
    });

    [Fact]
    public void However_many_ids_are_tried_few_are_remembered()
    {
        var missing = new MissingSessions(_rig.Time);
        var keys = Enumerable.Range(0, 5 * MissingSessions.KeysPerGeneration).Select(_ => _rig.KeyOf(SessionId.New())).ToArray();
        foreach (var key in keys)
        {
            missing.Add(key);
            Assert.True(missing.Has(key));
        }

        Assert.InRange(missing.Count, MissingSessions.KeysPerGeneration, 2 * MissingSessions.KeysPerGeneration);
        Assert.All(keys[^MissingSessions.KeysPerGeneration..], key => Assert.True(missing.Has(key)));
        Assert.False(missing.Has(keys[0]));
    }

    [Fact]
    public async Task What_is_forgotten_on_one_thread_stays_so_whatever_others_remember()
    {
        var missing = new MissingSessions(TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                var key = StateKey.From("test", SessionId.New());
                missing.Add(key);
                missing.Forget(key);
                Assert.False(missing.Has(key));
                if (i % 3 == 0)
                    missing.Add(key);
            }
        })));

        Assert.InRange(missing.Count, 1, 2 * MissingSessions.KeysPerGeneration);
    }

    // Beats and sweeps are no questions.
    private int Asked => _rig.Store.Calls(StoreVerb.Acquire) + _rig.Store.Calls(StoreVerb.Read);
}
