using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>The sessions of a user are ended from outside.</summary>
public sealed class UserEndTests
{
    private readonly Rig _rig = new();
    private readonly SessionManager _other;

    public UserEndTests() => _other = _rig.NewNode();

    [Fact]
    public void Who_has_the_store_and_not_the_secret_cannot_look_for_a_user() => OneThread.Run(_rig.Time, async () =>
    {
        _rig.Options.UserIndexSecret = "of the shop, from a secure source";
        var (here, there) = (_rig.NewNode(), _rig.NewNode());
        var id = await BindAsync("ada", here);
        Assert.Empty(await _rig.Memory.ListUserAsync(UserKey.From("test", "ada"), CancellationToken.None));
        Assert.NotEqual(UserKey.From("test", "ada"), (await _rig.StateAsync(id))!.User);

        await using (var session = (await there.OpenAsync(id, SessionAccess.ReadOnly))!)
            Assert.True(session.IsBoundTo("ada"));
        Assert.Equal(1, await there.EndAllAsync("ada"));
        Assert.Null(await here.OpenAsync(id, SessionAccess.Shared));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_cannot_be_ended_keeps_no_other_of_the_users_sessions_alive(bool isExpected) => OneThread.Run(_rig.Time, async () =>
    {
        var ids = new[] { await BindAsync("ada"), await BindAsync("ada"), await BindAsync("ada") };
        Exception cause = isExpected ? new StoreUnavailableException("down") : new InvalidOperationException("damaged");
        await using var node = _rig.NewNode(new Unreadable(_rig.Watched, _rig.KeyOf(ids[0]), cause));
        var failure = await Assert.ThrowsAsync<SessionUnavailableException>(async () => await node.EndAllAsync("ada"));

        Assert.StartsWith("Whether 1 of", failure.Message, StringComparison.Ordinal);
        var there = await Task.WhenAll(ids.Select(IsThereAsync));
        Assert.Equal([true, false, false], there);
        Assert.Equal(1, await _other.EndAllAsync("ada"));
    });

    [Fact]
    public void One_ends_by_its_reference_whichever_node_has_it() => OneThread.Run(_rig.Time, async () =>
    {
        var (first, second) = (await BindAsync("ada"), await BindAsync("ada"));
        var listed = await _other.ListAsync("ada");
        Assert.True(await _other.EndAsync("ada", listed[0].Reference));

        Assert.Null(await _rig.First.OpenAsync(first, SessionAccess.Shared));
        Assert.NotNull(await _rig.First.OpenAsync(second, SessionAccess.ReadOnly));
        Assert.False(await _other.EndAsync("ada", listed[0].Reference));
        Assert.Equal(1, await _other.CountAsync("ada"));
    });

    [Fact]
    public void A_reference_is_no_key_and_ends_nothing_of_another_user() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await BindAsync("ada");
        await BindAsync("grace");
        var reference = Assert.Single(await _other.ListAsync("ada")).Reference;

        Assert.Equal(32, reference.Length);
        Assert.StartsWith(_rig.KeyOf(id).ToString(), reference, StringComparison.Ordinal);
        Assert.False(SessionId.TryParse(reference, out _));
        Assert.DoesNotContain(reference, id.Reveal(), StringComparison.OrdinalIgnoreCase);
        foreach (var guess in new[] { reference, "", "0", new string('0', 32), id.Reveal() })
            Assert.False(await _other.EndAsync("grace", guess));
        Assert.NotNull(await _rig.StateAsync(id));
    });

    [Fact]
    public void An_entry_of_a_session_that_is_anothers_neither_shows_nor_ends_it() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await BindAsync("ada");
        var grace = UserKey.From("test", "grace");
        await _rig.Memory.EnterUserAsync(grace, _rig.KeyOf(id), default, CancellationToken.None);

        Assert.Empty(await _other.ListAsync("grace"));
        Assert.Equal(0, await _other.CountAsync("grace"));
        Assert.Equal(0, await _other.EndAllAsync("grace"));
        Assert.False(await _other.EndAsync("grace", UserSession.ReferenceOf(_rig.KeyOf(id))));
        Assert.NotNull(await _rig.StateAsync(id));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_end_but_the_one_that_asks(bool getsNewId) => OneThread.Run(_rig.Time, async () =>
    {
        var ids = new[] { await BindAsync("ada"), await BindAsync("ada"), await BindAsync("ada", _other), await BindAsync("grace") };
        await using var session = await _rig.OpenAsync(ids[1], SessionAccess.Shared);
        if (getsNewId)
            await session.RegenerateIdAsync();
        Assert.Equal(2, await _rig.First.EndAllAsync("ada", except: session));
        await session.SetAsync(Keys.Count, 1);
        await session.CompleteAsync();

        var there = await Task.WhenAll(new[] { ids[0], ids[2], ids[3] }.Select(IsThereAsync));
        Assert.Equal([false, false, true], there);
        Assert.True(Assert.Single(await _other.ListAsync("ada")).Is(session));
        Assert.Equal(1, await _other.EndAllAsync("ada"));
        Assert.Null(await _rig.First.OpenAsync(session.Id, SessionAccess.Shared));
    });

    [Fact]
    public void A_session_that_gets_a_new_id_does_not_slip_through() => OneThread.Run(_rig.Time, async () =>
    {
        var ids = new List<SessionId>();
        for (var round = 0; round < 40; round++)
        {
            var id = await BindAsync("ada");
            await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
            await session.RegenerateIdAsync();
            ids.Add(session.Id);
            _rig.Store.Script(Testing.StoreVerb.Commit, [.. Enumerable.Range(0, 3).Select(_ => Late(round % 7))]);
            _rig.Store.Script(Testing.StoreVerb.ReadHead, [.. Enumerable.Range(0, 4).Select(_ => Late(round % 5))]);
            _rig.Store.Script(Testing.StoreVerb.ListUser, Late(round % 3));
            var ending = _other.EndAllAsync("ada").AsTask();
            try
            {
                await session.CompleteAsync();
            }
            catch (SessionCommitException)
            {
                // It was ended before it had its new id.
            }

            Assert.Equal(1, await ending);
            await session.DisposeAsync();
            Assert.False(await IsThereAsync(id));
            Assert.False(await IsThereAsync(ids[^1]));
        }
    });

    [Fact]
    public void When_it_was_last_used_is_told_as_far_as_the_store_knows() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await BindAsync("ada");
        var began = _rig.Time.GetUtcNow();
        _rig.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(began, Assert.Single(await _other.ListAsync("ada")).LastUse);
        await (await _other.OpenAsync(id, SessionAccess.Shared))!.CompleteAsync();

        Assert.Equal(began + TimeSpan.FromMinutes(3), Assert.Single(await _other.ListAsync("ada")).LastUse);
    });

    private static Testing.StoreFault Late(int milliseconds) => milliseconds % 2 == 0
        ? Testing.StoreFault.RequestLate(TimeSpan.FromMilliseconds(milliseconds))
        : Testing.StoreFault.AnswerLate(TimeSpan.FromMilliseconds(milliseconds));

    private sealed class Unreadable(IPrimaryStore inner, StateKey session, Exception cause) : DelegatingStore(inner)
    {
        public override ValueTask<SessionHead?> ReadHeadAsync(StateKey key, CancellationToken cancellationToken) =>
            key == session ? throw cause : Inner.ReadHeadAsync(key, cancellationToken);
    }

    private async Task<bool> IsThereAsync(SessionId id) => await _rig.StateAsync(id) is not null;

    private async Task<SessionId> BindAsync(string user, SessionManager? node = null)
    {
        await using var session = (node ?? _rig.First).Create();
        await session.BindUserAsync(user);
        await session.CompleteAsync();
        return session.Id;
    }
}
