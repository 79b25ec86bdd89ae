using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>Commits whose session somebody else ends before they are answered.</summary>
public sealed class TombstoneTests
{
    private readonly Rig _rig = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_move_is_only_acknowledged_if_it_ended_the_old_id_itself(bool isEndApplied) => OneThread.Run(_rig.Time, async () =>
    {
        var old = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(old);
        await session.RegenerateIdAsync();
        var wanted = session.Id;
        _rig.Store.Script(StoreVerb.Commit, StoreFault.None, isEndApplied ? StoreFault.AnswerLost : StoreFault.RequestLost);
        var moving = session.CompleteAsync().AsTask();
        await EndMeanwhileAsync(old);

        if (isEndApplied)
        {
            await _rig.UntilAsync(moving);
            Assert.Equal("Ada", await _rig.StoredAsync(wanted, Keys.Name));
            return;
        }

        // A sign-out everywhere came in between: it must not be undone by the new id.
        var failure = await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(moving));
        Assert.Equal(CommitFailure.Refused, failure.Failure);
        Assert.Null(await _rig.StateAsync(wanted));
        Assert.Null(await _rig.StateAsync(old));
    });

    [Fact]
    public void A_commit_that_was_applied_is_acknowledged_though_its_session_has_ended_since() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        _rig.Store.Script(StoreVerb.Commit, StoreFault.AnswerLost);
        var committing = session.CommitAsync().AsTask();
        await EndMeanwhileAsync(id);
        await _rig.UntilAsync(committing);

        // The lease went with the session: whoever wants more finds that out.
        var failure = await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(session.SetAsync(Keys.Name, "Eve").AsTask()));
        Assert.Equal(CommitFailure.Refused, failure.Failure);
    });

    [Fact]
    public void A_creation_that_is_sent_again_does_not_bring_back_what_has_ended() => OneThread.Run(_rig.Time, async () =>
    {
        await using var session = _rig.First.Create("test");
        await session.SetAsync(Keys.Name, "Bob");
        _rig.Store.Script(StoreVerb.Commit, StoreFault.AnswerLost);
        var creating = session.CompleteAsync().AsTask();
        await EndMeanwhileAsync(session.Id);
        await _rig.UntilAsync(creating);

        Assert.Null(await _rig.StateAsync(session.Id));
        Assert.Null(await _rig.UntilAsync(_rig.First.OpenAsync(session.Id, SessionAccess.Exclusive).AsTask()));
    });

    [Fact]
    public void A_move_whose_end_was_sent_too_long_ago_to_be_remembered_is_of_unknown_outcome() => OneThread.Run(_rig.Time, async () =>
    {
        var old = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(old);
        await session.RegenerateIdAsync();
        _rig.Store.Script(StoreVerb.Commit, StoreFault.None, StoreFault.AnswerLost);
        var moving = session.CompleteAsync().AsTask();
        _rig.Store.IsDown = true;
        await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(moving));
        for (var beat = 0; beat < 60; beat++)
        {
            // Who looks at its session is not taken for one that has forgotten it.
            Assert.Equal("Ada", session.Read(Keys.Name));
            _rig.Store.IsDown = false;
            await _rig.Memory.BeatAsync(_rig.First.Node, TimeSpan.FromMinutes(10), CancellationToken.None);
            _rig.Store.IsDown = true;
            _rig.Time.Advance(TimeSpan.FromSeconds(2.5));
        }

        // Beats that were sent before are lost for sure by then, so that it is this commit that is answered.
        _rig.Store.IsDown = false;
        for (var second = 0; second < 6; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _rig.Time);
            Assert.Equal("Ada", session.Read(Keys.Name));
        }

        var failure = await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(session.CompleteAsync().AsTask()));
        Assert.Equal(CommitFailure.Unknown, failure.Failure);
        Assert.Contains("when it was sent again the session had ended", failure.Message, StringComparison.Ordinal);
    });

    // The clock stands still: what was lost is sent again once it goes on.
    private async Task EndMeanwhileAsync(SessionId id)
    {
        for (var turn = 0; turn < 100; turn++)
            await Task.Yield();
        await _rig.Memory.EndAsync(_rig.KeyOf(id), EndReason.Revoked, CancellationToken.None);
    }
}
