using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

public sealed class ReadTests
{
    private readonly Rig _rig = new();

    [Fact]
    public void What_is_read_is_a_private_copy_and_never_written_back() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        session.Read(Keys.Cart)!.Lines.Clear();
        Assert.Equal(3, session.Read(Keys.Cart)!.Lines.Count);
        Assert.Equal(3, (await session.GetAsync(Keys.Cart))!.Lines.Count);
        session.Read(Keys.Cart)!.Lines.Clear();
        await session.CompleteAsync();

        Assert.Empty(_rig.Watched.Commits);
    });

    [Fact]
    public void A_request_reads_its_own_uncommitted_changes() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        (await session.GetAsync(Keys.Cart))!.Lines[0].Quantity = 42;
        await session.SetAsync(Keys.Name, "Bob");

        Assert.Equal(42, session.Read(Keys.Cart)!.Lines[0].Quantity);
        Assert.Equal("Bob", session.Read(Keys.Name));
    });

    [Fact]
    public void An_immutable_value_is_one_shared_instance() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);

        Assert.Same(session.Read(Keys.Name), session.Read(Keys.Name));
    });

    [Fact]
    public void What_is_not_there_reads_as_default() => OneThread.Run(_rig.Time, async () =>
    {
        await using var session = _rig.First.Create();

        Assert.Null(session.Read(Keys.Cart));
        Assert.Equal(0, session.Read(Keys.Count));
    });

    [Fact]
    public void ReadOnly_sees_the_last_commit_while_a_writer_works() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var writer = await _rig.OpenAsync(id);
        await writer.SetAsync(Keys.Name, "Bob");

        await using var before = await _rig.OpenAsync(id, SessionAccess.ReadOnly);
        Assert.Equal("Ada", before.Read(Keys.Name));
        await writer.CommitAsync();
        await using var after = await _rig.OpenAsync(id, SessionAccess.ReadOnly);
        Assert.Equal("Bob", after.Read(Keys.Name));
        Assert.Equal("Ada", before.Read(Keys.Name));
        await writer.CompleteAsync();
    });

    [Theory]
    [InlineData(SessionAccess.ReadOnly)]
    [InlineData(SessionAccess.Peek)]
    public void An_access_that_only_reads_refuses_changes_and_names_the_remedy(SessionAccess access) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id, access);

        Action[] changes =
        [
            () => { _ = session.GetAsync(Keys.Cart); },
            () => { _ = session.GetOrCreateAsync(Keys.Cart, () => new Cart()); },
            () => { _ = session.SetAsync(Keys.Name, "Bob"); },
            () => { _ = session.RemoveAsync("name"); },
            () => { _ = session.RegenerateIdAsync(); },
            () => session.IdleTimeout = TimeSpan.FromHours(1),
            session.Abandon,
        ];
        foreach (var change in changes)
        {
            var message = Assert.Throws<InvalidOperationException>(change).Message;
            Assert.Contains($"is {access}:", message, StringComparison.Ordinal);
            Assert.Contains("Shared", message, StringComparison.Ordinal);
        }

        await session.CommitAsync();
        await session.CompleteAsync();
        Assert.Empty(_rig.Watched.Commits);
    });

    [Fact]
    public void ReadOnly_takes_one_call_of_the_store() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var calls = new List<int>();
        for (var i = 0; i < 2; i++)
        {
            var before = _rig.Store.TotalCalls;
            await using (var session = await _rig.OpenAsync(id, SessionAccess.ReadOnly))
                session.Read(Keys.Cart);
            calls.Add(_rig.Store.TotalCalls - before);
        }

        // The first time, the schemas of three attributes too.
        Assert.Equal([4, 1], calls);
    });

    [Fact]
    public void Polling_keeps_a_session_alive_with_few_touches() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        for (var minute = 0; minute < 60; minute++)
        {
            _rig.Time.Advance(TimeSpan.FromMinutes(1));
            await using var session = await _rig.OpenAsync(id, SessionAccess.ReadOnly);
        }

        Assert.InRange(_rig.Store.Calls(StoreVerb.Touch), 9, 12);
    });

    [Fact]
    public void No_touch_is_sent_where_the_absolute_limit_comes_first() => OneThread.Run(_rig.Time, async () =>
    {
        var rig = new Rig(options => options.AbsoluteTimeout = options.IdleTimeout = TimeSpan.FromMinutes(20));
        var id = await rig.StoreAsync();
        rig.Time.Advance(TimeSpan.FromMinutes(15));
        await using var session = await rig.OpenAsync(id, SessionAccess.ReadOnly);

        Assert.Equal(0, rig.Store.Calls(StoreVerb.Touch));
    });

    [Fact]
    public void A_failed_touch_neither_fails_nor_delays_the_read() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        _rig.Time.Advance(TimeSpan.FromMinutes(10));
        _rig.Store.Script(StoreVerb.Touch, StoreFault.RequestLost);
        await using var session = await _rig.OpenAsync(id, SessionAccess.ReadOnly);

        Assert.Equal("Ada", session.Read(Keys.Name));
    });

    [Fact]
    public void None_asks_no_store_and_gives_nothing() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var before = _rig.Store.TotalCalls;
        await using var session = await _rig.OpenAsync(id, SessionAccess.None);

        Assert.Equal(id, session.Id);
        Assert.False(session.IsNew);
        Assert.Throws<InvalidOperationException>(() => { _ = session.GetAsync(Keys.Cart); });
        Assert.Throws<InvalidOperationException>(() => session.Read(Keys.Cart));
        await session.CompleteAsync();
        Assert.Equal(before, _rig.Store.TotalCalls);
    });

    [Theory]
    [InlineData(SessionAccess.Exclusive)]
    [InlineData(SessionAccess.ReadOnly)]
    public void An_unknown_id_opens_nothing_creates_nothing_and_costs_one_call(SessionAccess access) => OneThread.Run(_rig.Time, async () =>
    {
        await _rig.StoreAsync();
        var before = _rig.Store.TotalCalls;
        var id = SessionId.New();

        Assert.Null(await _rig.First.OpenAsync(id, access));
        Assert.Equal(1, _rig.Store.TotalCalls - before);
        Assert.Null(await _rig.StateAsync(id));
    });
}
