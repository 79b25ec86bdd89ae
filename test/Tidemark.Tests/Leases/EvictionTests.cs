using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Leases;

/// <summary>What a node keeps between requests is bounded by number and by bytes.</summary>
public sealed class EvictionTests
{
    [Fact]
    public void The_sessions_unused_for_longest_go_and_their_leases_go_back() => OneThread.Run(Rig(10, 1 << 20, out var rig).Time, async () =>
    {
        var ids = await StoreAsync(rig, 12);
        foreach (var id in ids)
        {
            await using var session = await rig.OpenAsync(id);
            await session.CompleteAsync();
            rig.Time.Advance(TimeSpan.FromMilliseconds(10));
        }

        // At the eleventh one two went, because a tenth is made free.
        Assert.Equal(2, rig.Store.Calls(StoreVerb.Release));
        Assert.Equal(Enumerable.Range(2, 10), await KeptAsync(rig, ids));
    });

    [Fact]
    public void Sessions_go_when_they_take_too_many_bytes() => OneThread.Run(Rig(1_000, 100_000, out var rig).Time, async () =>
    {
        var ids = await StoreAsync(rig, 12, bytes: 9_800);
        foreach (var id in ids)
        {
            await using var session = await rig.OpenAsync(id);
            await session.CompleteAsync();
            rig.Time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(Enumerable.Range(2, 10), await KeptAsync(rig, ids));
    });

    [Fact]
    public void Bytes_that_a_commit_added_count() => OneThread.Run(Rig(1_000, 150_000, out var rig).Time, async () =>
    {
        var ids = await StoreAsync(rig, 3, bytes: 10);
        foreach (var id in ids)
        {
            await using var session = await rig.OpenAsync(id);
            await session.SetAsync(Keys.Blob, new byte[40_000]);
            await session.CompleteAsync();
            rig.Time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(Enumerable.Range(1, 2), await KeptAsync(rig, ids));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Sessions_in_use_stay_and_one_more_still_comes_in(int limit) => OneThread.Run(Rig(limit, 1, out var rig).Time, async () =>
    {
        var ids = await StoreAsync(rig, limit + 2);
        var open = new List<Session>();
        foreach (var id in ids)
            open.Add(await rig.OpenAsync(id, SessionAccess.Shared));
        var created = rig.First.Create();
        await created.SetAsync(Keys.Name, "new");
        await created.CommitAsync();

        Assert.Equal(0, rig.Store.Calls(StoreVerb.Release));
        foreach (var session in open)
        {
            await session.SetAsync(Keys.Name, "Bob");
            await session.CompleteAsync();
        }
    });

    [Theory]
    [InlineData(1_000_000, true, true)]
    [InlineData(1_000_000, false, true)]
    [InlineData(60_000, true, false)]
    [InlineData(60_000, false, false)]
    public void Small_encodings_of_many_objects_count_as_what_they_take_and_objects_go_before_sessions(long limit, bool isMadeHere, bool isKept) =>
        OneThread.Run(Rig(100, limit, out var rig).Time, async () =>
        {
            var (ids, values) = (new SessionId[10], new Bead[10]);
            await using (var other = rig.NewNode())
            {
                for (var i = 0; i < ids.Length; i++)
                    ids[i] = await NewAsync(isMadeHere ? rig.First : other);
            }

            for (var i = 0; i < ids.Length; i++)
            {
                rig.Time.Advance(TimeSpan.FromMilliseconds(10));
                values[i] = await GetAsync(rig, ids[i]);
            }

            var acquires = rig.Store.Calls(StoreVerb.Acquire);

            Assert.Equal(isKept, await GetAsync(rig, ids[0]) == values[0]);
            Assert.Equal(500, (await GetAsync(rig, ids[0])).Length);
            Assert.Equal(acquires, rig.Store.Calls(StoreVerb.Acquire));
        });

    private static async Task<SessionId> NewAsync(SessionManager node)
    {
        await using var session = node.Create();
        await session.SetAsync(Chain, Bead.Chain(500));
        await session.CompleteAsync();
        return session.Id;
    }

    private static async Task<Bead> GetAsync(Rig rig, SessionId id)
    {
        await using var session = await rig.First.OpenAsync(id, SessionAccess.Shared);
        var bead = await session!.GetAsync(Chain);
        await session.CompleteAsync();
        return bead!;
    }

    [Fact]
    public void When_nothing_can_go_nobody_looks_for_it_at_every_commit() => OneThread.Run(Rig(10, 1 << 30, out var rig).Time, async () =>
    {
        const int Many = 1_000;
        var open = new List<Session>();
        foreach (var id in await StoreAsync(rig, Many))
            open.Add(await rig.OpenAsync(id, SessionAccess.Shared));
        var last = open[^1];
        await CommitAsync(last, -1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Many; i++)
            await CommitAsync(last, i);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Many;

        // One look at each of them allocates more than this.
        Assert.InRange(each, 0, 16 * Many);
        foreach (var session in open)
            await session.DisposeAsync();
    });

    private static async Task CommitAsync(Session session, int value)
    {
        await session.SetAsync(Keys.Count, value);
        await session.StandByAsync();
    }

    private static readonly SessionKey<Bead> Chain = new("chain");

    private sealed class Bead
    {
        public Bead? Next { get; set; }

        public int Length
        {
            get
            {
                var length = 0;
                for (var bead = this; bead is not null; bead = bead.Next)
                    length++;
                return length;
            }
        }

        public static Bead Chain(int length)
        {
            var first = new Bead();
            for (var i = 1; i < length; i++)
                first = new Bead { Next = first };
            return first;
        }
    }

    private static Rig Rig(int sessions, long bytes, out Rig rig) => rig = new Rig(options =>
        (options.MaxCachedSessions, options.MaxCachedBytes) = (sessions, bytes));

    private static async Task<SessionId[]> StoreAsync(Rig rig, int count, int bytes = 100)
    {
        var ids = new SessionId[count];
        for (var i = 0; i < count; i++)
            ids[i] = await rig.StoreRawAsync(("raw", new byte[bytes]));
        return ids;
    }

    // Which of them cost no call of the store.
    private static async Task<int[]> KeptAsync(Rig rig, SessionId[] ids)
    {
        var kept = new List<int>();
        for (var i = ids.Length - 1; i >= 0; i--)
        {
            var before = rig.Store.Calls(StoreVerb.Read);
            await using var session = await rig.OpenAsync(ids[i], SessionAccess.ReadOnly);
            if (rig.Store.Calls(StoreVerb.Read) == before)
                kept.Insert(0, i);
        }

        return [.. kept];
    }
}
