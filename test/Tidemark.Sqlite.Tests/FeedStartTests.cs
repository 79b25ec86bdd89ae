using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests;

/// <summary>A feed that a process began to switch on, and did not live to the end of it.</summary>
public sealed class FeedStartTests : IDisposable
{
    private readonly TemporaryFile _file = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_changes_before_another_process_takes_it_up_is_told()
    {
        await using var store = _file.OpenStore();
        await store.Changes!.BeginAsync(Stop);
        var request = Requests.Creation();
        await store.CommitAsync(request, Stop);
        var read = await store.Changes.ReadAsync(0, ChangeMark.None, 10, Stop);
        using (var other = _file.OpenDirectly())
            other.Scalar("UPDATE tidemark_feed SET state = 1");

        await store.EndAsync(request.Key, EndReason.Revoked, Stop);
        var since = await store.Changes.ReadAsync(0, read.Until, 10, Stop);
        Assert.Equal(RecordKey.Of(request.Key), Assert.Single(since.Changes).Key);
        Assert.False(since.State.IsOn);
        await store.Changes.BeginAsync(Stop);
        since = await store.Changes.ReadAsync(0, since.Until, 10, Stop);
        Assert.Empty(since.Changes);
        Assert.True(since.State.IsOn);
    }

    public void Dispose() => _file.Dispose();
}
