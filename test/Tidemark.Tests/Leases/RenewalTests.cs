using Tidemark.Graph;
using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Leases;

/// <summary>A node's lease on life ran out while requests were inside, and others had the session meanwhile: what those inside may still rely on.</summary>
public sealed class RenewalTests
{
    private readonly Rig _rig = new(options => options.LockWaitTimeout = TimeSpan.FromMinutes(1));

    // What an exclusive request changes may follow from anything it saw.
    [Theory]
    [InlineData(SessionAccess.Exclusive)]
    [InlineData(SessionAccess.Shared)]
    public void After_a_lease_went_back_only_those_that_share_go_on_beside_a_change_of_another_attribute(SessionAccess access) =>
        OneThread.Run(_rig.Time, async () =>
        {
            var id = await _rig.StoreAsync();
            await using var session = await _rig.OpenAsync(id, access);
            await session.SetAsync(Keys.Count, 1);
            await RenewInVainAsync(session);
            await _rig.StealAsync(id);
            var refused = await Record.ExceptionAsync(async () => await session.CompleteAsync());

            var isAlone = access == SessionAccess.Exclusive;
            Assert.Equal(isAlone, refused is SessionCommitException { Failure: CommitFailure.Refused });
            Assert.Equal(isAlone ? 0 : 1, await _rig.StoredAsync(id, Keys.Count));
            Assert.Equal("Eve", await _rig.StoredAsync(id, Keys.Name));
        });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whoever_waited_for_an_attribute_meanwhile_never_gets_it_as_it_was_before(bool isGivenBack) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var has = await _rig.OpenAsync(id, SessionAccess.Shared);
        await using var waits = await _rig.OpenAsync(id, SessionAccess.Shared);
        await has.GetAsync(Keys.Name);
        var waiting = waits.GetAsync(Keys.Name).AsTask();
        if (isGivenBack)
            await RenewInVainAsync(has);
        else
            await OutageAsync();
        await _rig.StealAsync(id);
        Assert.False(waiting.IsCompleted);
        await has.DisposeAsync();

        if (isGivenBack)
            Assert.Equal("Eve", await waiting);
        else
            await Assert.ThrowsAsync<SessionCommitException>(() => waiting);
    });

    // It failed over, lost the last commits and took others: version numbers say nothing then.
    [Fact]
    public void A_store_that_came_to_the_same_version_by_another_commit_is_not_taken_for_unchanged() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var store = new AlteredStore(_rig.Watched);
        await using var node = _rig.NewNode(store);
        var session = (await node.OpenAsync(id, SessionAccess.Shared))!;
        Assert.Equal("Ada", await session.GetAsync(Keys.Name));
        await session.SetAsync(Keys.Count, 1);
        var name = StoredAttribute.Whole("name", (await _rig.StateAsync(id))!.Version, new GraphSerializer().PlanOf<string>().Encode("Eve"));
        store.State = state => state with { Changed = [name], Unchanged = ["cart", "wizard"] };
        await OutageAsync();

        var refused = await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CompleteAsync());
        Assert.Equal(CommitFailure.Refused, refused.Failure);
        await session.DisposeAsync();
        await using var next = (await node.OpenAsync(id, SessionAccess.Shared))!;
        Assert.Equal("Eve", await next.GetAsync(Keys.Name));
    });

    private async Task OutageAsync()
    {
        _rig.Store.IsDown = true;
        await Task.Delay(TimeSpan.FromSeconds(12), _rig.Time);
        _rig.Store.IsDown = false;

        // The node may take its time to notice.
        await Task.Delay(TimeSpan.FromSeconds(1.1), _rig.Time);
    }

    // The store does not answer in time when it is asked for the session again: then its lease is nobody's any more.
    private async Task RenewInVainAsync(Session session)
    {
        await OutageAsync();
        _rig.Store.Script(StoreVerb.Acquire, StoreFault.RequestLate(TimeSpan.FromSeconds(6)));
        await Assert.ThrowsAsync<SessionUnavailableException>(async () => await session.GetAsync(Keys.Wizard));
    }
}
