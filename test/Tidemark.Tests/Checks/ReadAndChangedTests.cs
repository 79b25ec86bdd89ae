using Tidemark.Tests.Serializers;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Checks;

/// <summary>An object that came from Read is a private copy: what is changed in it is lost, and somebody should say so.</summary>
public sealed class ReadAndChangedTests
{
    private readonly Watch _watch = new();

    [Theory]
    [InlineData(SessionAccess.Exclusive)]
    [InlineData(SessionAccess.Shared)]
    [InlineData(SessionAccess.ReadOnly)]
    public async Task It_is_told_once_with_path_request_and_remedy(SessionAccess access)
    {
        var id = await _watch.Rig.StoreAsync();
        for (var i = 0; i < 3; i++)
        {
            await using var session = await _watch.OpenAsync(id, access);
            session.Read(Keys.Cart)!.Lines[1].Quantity = 50;
            session.Read(Keys.Cart)!.Lines[2].Quantity = 60;
            await session.CompleteAsync();
        }

        var warning = _watch.Warnings.Single(Warnings.ReadAndChanged);
        Assert.Contains("'cart'", warning, StringComparison.Ordinal);
        Assert.Contains("Lines[1].Quantity", warning, StringComparison.Ordinal);
        Assert.Contains("'GET /cart'", warning, StringComparison.Ordinal);
        Assert.Contains("GetAsync", warning, StringComparison.Ordinal);
        Assert.Contains(_watch.Rig.KeyOf(id).ToString(), warning, StringComparison.Ordinal);
        Assert.DoesNotContain(id.Reveal(), warning, StringComparison.Ordinal);
        Assert.Single(_watch.Warnings.All);
        Assert.Empty(_watch.Rig.Watched.Commits);
    }

    [Fact]
    public async Task Each_session_and_attribute_is_told_and_a_request_that_fails_too()
    {
        var ids = new[] { await _watch.Rig.StoreAsync(), await _watch.Rig.StoreAsync() };
        foreach (var id in ids)
        {
            await using var session = await _watch.OpenAsync(id);
            session.Read(Keys.Cart)!.Lines.Clear();
            session.Read(Keys.Wizard)!.Step = 9;
        }

        Assert.Equal(4, _watch.Warnings.All.Count);
    }

    [Fact]
    public async Task What_this_request_changed_itself_and_then_reads_is_no_wrong_use()
    {
        var id = await _watch.Rig.StoreAsync();
        await using (var session = await _watch.OpenAsync(id))
        {
            (await session.GetAsync(Keys.Cart))!.Lines[0].Quantity = 5;
            Assert.Equal(5, session.Read(Keys.Cart)!.Lines[0].Quantity);
            (await session.GetAsync(Keys.Cart))!.Lines[0].Quantity = 6;
            session.Read(Keys.Name);
            await session.CompleteAsync();
        }

        Assert.Empty(_watch.Warnings.All);
    }

    [Fact]
    public async Task What_is_read_changed_and_set_is_no_wrong_use()
    {
        var id = await _watch.Rig.StoreAsync();
        await using (var session = await _watch.OpenAsync(id))
        {
            var cart = session.Read(Keys.Cart)!;
            cart.Lines.Clear();
            await session.SetAsync(Keys.Cart, cart);
            await session.CompleteAsync();
        }

        Assert.Empty(_watch.Warnings.All);
        Assert.Empty((await _watch.Rig.StoredAsync(id, Keys.Cart))!.Lines);
    }

    [Fact]
    public async Task A_copy_that_holds_no_state_any_more_is_told_by_its_path()
    {
        var key = new SessionKey<object[]>("things");
        await using var session = _watch.Node.Create("GET /things");
        await session.SetAsync(key, [1, 2]);
        session.Read(key)![1] = new MemoryStream();
        await session.DisposeAsync();

        Assert.Contains("[1]", _watch.Warnings.Single(Warnings.ReadAndChanged), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_is_told_as_a_whole_and_one_that_is_never_the_same_not_at_all()
    {
        var watch = new Watch(options => options.Serializers.UseForAll(new JsonAttributeSerializer()));
        var clock = new SessionKey<Clock>("clock");
        await using (var session = watch.Node.Create())
        {
            await session.SetAsync(Document.Key, Document.Of(2));
            await session.SetAsync(clock, new Clock());
            await session.CommitAsync();
            session.Read(clock);
            session.Read(Document.Key)!.Title = "x";
            await session.CompleteAsync();
        }

        Assert.Contains("the value itself", Assert.Single(watch.Warnings.All), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    public async Task Nothing_is_compared_unless_it_is_asked_for(bool? wanted)
    {
        var counting = new FragileSerializer();
        var watch = new Watch(options =>
        {
            options.CheckUse = wanted;
            options.Serializers.Use<Document>(counting);
        });
        var id = await watch.Rig.StoreAsync(Document.Of(2));
        var before = counting.Writes;
        await using (var session = await watch.OpenAsync(id))
        {
            session.Read(Document.Key)!.Title = "x";
            await session.CompleteAsync();
        }

        Assert.Empty(watch.Warnings.All);
        Assert.Equal(before, counting.Writes);

        // One that it got is compared once, for the commit.
        for (var i = 1; i <= 3; i++)
        {
            await watch.Node.ChangeAsync(id, _ => { });
            Assert.Equal(before + i, counting.Writes);
        }
    }

    private sealed class Clock
    {
        public Guid Now => Guid.NewGuid();
    }
}
