using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>Something on the way to the store sends a commit twice, and the first answer is lost.</summary>
public sealed class SentTwiceTests
{
    private readonly Rig _rig = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whoever_commits_is_never_told_that_nothing_was_applied_if_it_was(bool isTakenMeanwhile) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var twice = new TwiceStore(_rig.Memory);
        await using var here = _rig.NewNode(twice);
        await using var session = await here.OpenAsync(id, SessionAccess.Exclusive);
        await session!.SetAsync(Keys.Name, "Bob");
        var taking = isTakenMeanwhile ? TakeAsync(id) : Task.CompletedTask;
        await Task.Delay(TimeSpan.FromMilliseconds(10), _rig.Time);
        twice.Between = () => taking;

        if (isTakenMeanwhile)
            Assert.Equal(CommitFailure.Unknown, (await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CompleteAsync())).Failure);
        else
            await session.CompleteAsync();
        Assert.Equal(1, twice.Repetitions);
        await session.DisposeAsync();
        Assert.Equal("Bob", await _rig.StoredAsync(id, Keys.Name));
    });

    // As often as it takes for the store to forget the commits before.
    private async Task TakeAsync(SessionId id)
    {
        await using var session = await _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive);
        Assert.Equal("Bob", session!.Read(Keys.Name));
        for (var commit = 0; commit < PrimaryRecord.RememberedCommits; commit++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), _rig.Time);
            await session.SetAsync(Keys.Count, commit);
            await session.CommitAsync();
        }
    }

    private sealed class TwiceStore(IPrimaryStore inner) : DelegatingStore(inner)
    {
        public Func<Task>? Between { get; set; }

        public int Repetitions { get; private set; }

        public override async ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
        {
            var outcome = await Inner.CommitAsync(request, cancellationToken);
            if (Between is not { } between || request.Differences.Count == 0)
                return outcome;
            (Between, Repetitions) = (null, Repetitions + 1);
            await between();
            return await Inner.CommitAsync(request, cancellationToken);
        }
    }
}
