namespace Tidemark.Tests.Sessions;

/// <summary>What a request costs whose session the node holds already.</summary>
public sealed class WarmCostTests(ITestOutputHelper output)
{
    private readonly Rig _rig = new();

    [Fact]
    public async Task Getting_a_live_attribute_of_a_shared_session_allocates_nothing()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
        await using var other = await _rig.OpenAsync(id, SessionAccess.Shared);
        await session.GetAsync(Keys.Cart);
        await session.GetAsync(Keys.Name);
        await other.GetAsync(Keys.Wizard);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var done = true;
        for (var i = 0; i < 100; i++)
        {
            done &= session.GetAsync(Keys.Cart).IsCompletedSuccessfully;
            done &= session.GetAsync(Keys.Name).IsCompletedSuccessfully;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(done);
    }

    // In a debug build each call of an async method is an object of its own.
#if DEBUG
    private const int Limit = 2_200;
#else
    private const int Limit = 1_100;
#endif

    [Theory]
    [InlineData(SessionAccess.Shared)]
    [InlineData(SessionAccess.Exclusive)]
    public async Task A_request_that_changes_nothing_allocates_little(SessionAccess access)
    {
        var id = await _rig.StoreAsync();
        for (var i = 0; i < 100; i++)
            Assert.True(Request(id, access));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Request(id, access);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;

        output.WriteLine($"{access}: {each} bytes");
        Assert.InRange(each, 1, Limit);
    }

    private bool Request(SessionId id, SessionAccess access)
    {
        var opening = _rig.First.OpenAsync(id, access, "warm");
        if (!opening.IsCompletedSuccessfully)
            return false;
        var session = opening.Result!;
        return session.GetAsync(Keys.Cart).IsCompletedSuccessfully && session.CompleteAsync().IsCompletedSuccessfully
            && session.DisposeAsync().IsCompletedSuccessfully;
    }
}
