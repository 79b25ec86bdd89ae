using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests;

/// <summary>Records whose keys or marks nobody can have written keep no others out of the feed.</summary>
public sealed class DamagedFeedTests : IDisposable
{
    private readonly TemporaryFile _file = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("key = x'00'")]
    [InlineData("kind = 77")]
    [InlineData("mark = 'text'")]
    [InlineData("mark = x'00'")]
    [InlineData("mark = 9223372036854775807")]
    [InlineData("mark = -1")]
    [InlineData("mark = mark + 0.5")]
    public async Task A_damaged_record_hides_no_other_from_whoever_follows_in_small_steps(string damage)
    {
        await using var store = _file.OpenStore();
        await store.Changes!.BeginAsync(Stop);
        var requests = Enumerable.Range(0, 4).Select(_ => Requests.Creation()).ToArray();
        foreach (var request in requests)
            await store.CommitAsync(request, Stop);
        using (var other = _file.OpenDirectly())
        using (var command = other.CreateCommand())
        {
            command.CommandText = $"UPDATE tidemark_record SET {damage} WHERE id = 2";
            command.ExecuteNonQuery();
        }

        var told = new List<RecordKey>();
        FeedPage? page = null;
        while (page is null || page.Until < page.State.Last)
        {
            var next = await store.Changes.ReadAsync(0, page?.Until ?? ChangeMark.None, 1, Stop);
            Assert.True(page is null || next.Until > page.Until, "Whoever follows comes on with each step.");
            page = next;
            told.AddRange(page.Changes.Select(change => change.Key));
        }

        Assert.Equal([RecordKey.Of(requests[0].Key), RecordKey.Of(requests[2].Key), RecordKey.Of(requests[3].Key)], told);
    }

    [Fact]
    public async Task What_went_under_a_mark_that_nobody_gave_does_not_move_the_horizon_back()
    {
        await using var store = _file.OpenStore();
        await store.Changes!.BeginAsync(Stop);
        await store.CommitAsync(Requests.Creation(), Stop);
        await store.Changes.EndAsync(Stop);
        await store.Changes.BeginAsync(Stop);
        var before = (await store.Changes.ReadAsync(0, ChangeMark.None, 0, Stop)).State;
        using (var other = _file.OpenDirectly())
            other.Scalar("INSERT INTO tidemark_gone (kind, key, mark) VALUES (0, x'00', 7)");
        await store.SweepAsync(10, Stop);
        Assert.Equal(before, (await store.Changes.ReadAsync(0, ChangeMark.None, 0, Stop)).State);
    }

    [Fact]
    public async Task A_feed_that_is_switched_off_tells_nothing_from_its_beginning_either()
    {
        await using var store = _file.OpenStore();
        await store.Changes!.BeginAsync(Stop);
        await store.CommitAsync(Requests.Creation(), Stop);
        await store.Changes.EndAsync(Stop);
        Assert.Empty((await store.Changes.ReadAsync(0, ChangeMark.None, 10, Stop)).Changes);
    }

    public void Dispose() => _file.Dispose();
}
