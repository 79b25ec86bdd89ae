namespace Tidemark.Tests.Sessions;

/// <summary>Units of work that know ids, and look for their session when it is first used.</summary>
public sealed class FirstUseTests
{
    private readonly Rig _rig = new();

    [Fact]
    public async Task The_first_id_that_names_a_session_counts()
    {
        var id = await _rig.StoreAsync();
        var visitor = new Visitor(SessionId.New(), id, SessionId.New());
        await using var session = _rig.First.Claim(visitor, SessionAccess.Shared);
        Assert.Empty(visitor.Told);

        Assert.Equal("Ada", await session.GetAsync(Keys.Name));
        Assert.Equal(["id 1"], visitor.Told);
    }

    [Fact]
    public async Task If_none_does_it_is_a_new_one_and_none_of_the_ids_is_adopted()
    {
        var unknown = SessionId.New();
        var visitor = new Visitor(unknown);
        await using var session = _rig.First.Claim(visitor, SessionAccess.Shared);
        await session.SetAsync(Keys.Name, "Ada");
        await session.CompleteAsync();

        Assert.Equal(["new"], visitor.Told);
        Assert.NotEqual(unknown, session.Id);
        Assert.Null(await _rig.First.OpenAsync(unknown, SessionAccess.ReadOnly));
    }

    [Fact]
    public async Task Whoever_looks_when_it_is_over_sees_a_copy_and_its_owner_is_not_told()
    {
        var visitor = new Visitor(await _rig.StoreAsync());
        var session = _rig.First.Claim(visitor, SessionAccess.Shared);
        await session.DisposeAsync();
        await session.LoadAsync();

        Assert.Equal("Ada", session.Read(Keys.Name));
        Assert.Empty(visitor.Told);
        Assert.Empty(_rig.First.ReportLocks());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Its_end_without_a_use_is_no_use(bool isCompleted)
    {
        var visitor = new Visitor(await _rig.StoreAsync());
        await using var session = _rig.First.Claim(visitor, SessionAccess.Shared);
        if (isCompleted)
            await session.CompleteAsync();
        else
            session.Discard();
        await session.DisposeAsync();

        Assert.Empty(visitor.Told);
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.SetAsync(Keys.Name, "Bob").AsTask());
        Assert.Equal("Ada", session.Read(Keys.Name));
        Assert.Empty(_rig.First.ReportLocks());
    }
}
