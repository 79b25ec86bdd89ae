using Tidemark.Graph;
using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Deploys;

public sealed class PublicationTests
{
    private static readonly GraphPlan<Newer.Notebook> Plan = new GraphSerializer().PlanOf<Newer.Notebook>();

    private readonly Rig _rig = new();

    [Fact]
    public void A_schema_is_published_before_its_first_value_is_committed_and_never_again() => OneThread.Run(_rig.Time, async () =>
    {
        _rig.Store.Script(StoreVerb.Commit, StoreFault.AnswerLost);
        for (var i = 0; i < 3; i++)
            await CreateAsync();

        Assert.Equal(1, Calls(StoreVerb.PublishSchema));
        Assert.Equal(Plan.Schema.Bytes.ToArray(), (await _rig.Memory.ReadSchemaAsync(Plan.Schema.Fingerprint, default))!.Value.ToArray());
    });

    [Fact]
    public void A_commit_whose_schema_cannot_be_published_is_not_sent_and_can_be_sent_again() => OneThread.Run(_rig.Time, async () =>
    {
        _rig.Options.StoreTimeout = TimeSpan.FromSeconds(5);
        _rig.Store.Script(StoreVerb.PublishSchema, StoreFault.RequestLate(TimeSpan.FromSeconds(6)));
        await using var session = _rig.First.Create();
        await session.SetAsync(Newer.Key, Newer.OfTwo());
        var refused = await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(session.CommitAsync().AsTask()));
        Assert.Equal(CommitFailure.Refused, refused.Failure);
        Assert.Contains("schema", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, Calls(StoreVerb.Commit));

        await _rig.UntilAsync(session.CompleteAsync().AsTask());
        Assert.Equal("Ada", (await _rig.StoredAsync(session.Id, Newer.Key))!.Owner);
    });

    [Fact]
    public async Task A_schema_is_read_once_for_a_node_and_what_was_read_need_not_be_published()
    {
        var ids = new[] { await CreateAsync(), await CreateAsync(), await CreateAsync() };
        await using var other = _rig.NewNode();
        var published = Calls(StoreVerb.PublishSchema);
        foreach (var id in ids)
        {
            await using var session = await other.OpenAsync(id, SessionAccess.Exclusive);
            await session!.SetAsync(Newer.Key, new Newer.Notebook());
            await session.CompleteAsync();
        }

        Assert.Equal((1, published), (Calls(StoreVerb.ReadSchema), Calls(StoreVerb.PublishSchema)));
    }

    [Fact]
    public void Those_who_want_a_schema_at_the_same_time_ask_once() => OneThread.Run(_rig.Time, async () =>
    {
        var ids = new List<SessionId>();
        for (var i = 0; i < 20; i++)
            ids.Add(await CreateAsync());
        await using var other = _rig.NewNode();
        _rig.Store.Script(StoreVerb.ReadSchema, StoreFault.AnswerLate(TimeSpan.FromMilliseconds(50)));
        var sessions = await _rig.UntilAsync(Task.WhenAll(ids.Select(id => other.OpenAsync(id, SessionAccess.ReadOnly).AsTask())));

        Assert.All(sessions, session => Assert.Equal("Ada", session!.Read(Older.Key)!.Owner));
        Assert.Equal(1, Calls(StoreVerb.ReadSchema));
    });

    [Fact]
    public async Task A_schema_that_the_store_does_not_have_is_the_error_of_its_attributes_only()
    {
        var id = await _rig.StoreRawAsync(
            ("notebook", Plan.Encode(Newer.OfTwo())), ("name", new GraphSerializer().PlanOf<string>().Encode("Ada")));
        await using var session = await _rig.OpenAsync(id);
        Assert.Equal("Ada", await session.GetAsync(Keys.Name));
        var unknown = await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.GetAsync(Older.Key));
        Assert.Contains($"{Plan.Schema.Fingerprint:x16}, which the store does not have", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_schema_is_the_error_of_its_attributes_only()
    {
        var id = await _rig.StoreRawAsync(("notebook", Plan.Encode(Newer.OfTwo())));
        await _rig.Memory.PublishSchemaAsync(Plan.Schema.Fingerprint, new byte[] { 9, 9, 9 }, default);
        await using var session = await _rig.OpenAsync(id, SessionAccess.ReadOnly);
        var unreadable = Assert.Throws<SessionAttributeException>(() => session.Read(Older.Key));
        Assert.Contains("cannot be read", unreadable.InnerException!.Message, StringComparison.Ordinal);

        // A node that has the type needs no schema.
        Assert.Equal("Ada", session.Read(Newer.Key)!.Owner);
    }

    [Fact]
    public async Task Another_schema_under_the_same_name_is_not_taken_for_it()
    {
        var id = await _rig.StoreRawAsync(("notebook", Plan.Encode(Newer.OfTwo())));
        await _rig.Memory.PublishSchemaAsync(Plan.Schema.Fingerprint, new GraphSerializer().PlanOf<int>().Schema.Bytes, default);
        await using var session = await _rig.OpenAsync(id, SessionAccess.ReadOnly);
        Assert.Throws<SessionAttributeException>(() => session.Read(Older.Key));
    }

    [Fact]
    public void A_node_that_lost_touch_with_its_store_publishes_anew() => OneThread.Run(_rig.Time, async () =>
    {
        await CreateAsync();
        _rig.Store.IsDown = true;
        await Task.Delay(TimeSpan.FromSeconds(12), _rig.Time);
        _rig.Store.IsDown = false;
        await Task.Delay(TimeSpan.FromSeconds(12), _rig.Time);
        await CreateAsync();
        await CreateAsync();

        Assert.Equal(2, Calls(StoreVerb.PublishSchema));
    });

    private int Calls(StoreVerb verb) => _rig.Store.Calls(verb);

    private async Task<SessionId> CreateAsync()
    {
        await using var session = _rig.First.Create();
        await session.SetAsync(Newer.Key, Newer.OfTwo());
        await session.CompleteAsync();
        return session.Id;
    }
}
