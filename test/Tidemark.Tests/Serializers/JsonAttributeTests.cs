using System.Text;
using System.Text.Json;
using Tidemark.Stores;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Serializers;

/// <summary>Attributes in JSON are tracked, compared and patched as others are.</summary>
public sealed class JsonAttributeTests
{
    private readonly Rig _rig = new(options => options.Serializers.Use<Document>(new JsonAttributeSerializer()));

    [Fact]
    public async Task A_change_is_stored_without_any_set()
    {
        var id = await _rig.StoreAsync(Document.Of(3));
        await _rig.First.ChangeAsync(id, document => document.Chapters[1].Pages = 40);

        Assert.Equal(40, (await _rig.StoredAsync(id, Document.Key))!.Chapters[1].Pages);
        Assert.Equal(["document"], _rig.Watched.SentNames);
    }

    [Fact]
    public async Task What_is_stored_is_the_document_behind_the_serialisers_name()
    {
        var id = await _rig.StoreAsync(Document.Of(1));

        Assert.Equal(
            "O\u0004json" + JsonSerializer.Serialize(Document.Of(1)),
            Encoding.ASCII.GetString(await _rig.BytesAsync(id)));
    }

    [Fact]
    public async Task A_small_change_of_a_large_document_is_sent_as_a_small_patch()
    {
        var id = await _rig.StoreAsync(Document.Of(2_000));
        await _rig.First.ChangeAsync(id, document => document.Chapters[1_000].Pages = 7);
        await _rig.First.ChangeAsync(id, document => document.Chapters.RemoveAt(3));

        Assert.True((await _rig.BytesAsync(id)).Length > 80_000);
        Assert.All(
            _rig.Watched.Commits.SelectMany(commit => commit.Differences),
            sent => Assert.InRange(Assert.IsType<PatchedValue>(sent).Size, 1, 60));
        Assert.Equal(2, _rig.Watched.Commits.Count);
        var expected = Document.Of(2_000);
        expected.Chapters[1_000].Pages = 7;
        expected.Chapters.RemoveAt(3);
        Assert.Equal(expected.ToString(), (await _rig.StoredAsync(id, Document.Key))!.ToString());
    }

    [Fact]
    public async Task An_unchanged_document_sends_nothing()
    {
        var id = await _rig.StoreAsync(Document.Of(3));
        await _rig.First.ChangeAsync(id, document => document.Opened += 0);
        await using (var session = await _rig.OpenAsync(id))
        {
            await session.SetAsync(Document.Key, Document.Of(3));
            await session.CompleteAsync();
        }

        Assert.Empty(_rig.Watched.Commits);
    }

    [Fact]
    public async Task The_live_object_is_kept_and_what_is_read_is_a_private_copy()
    {
        var id = await _rig.StoreAsync(Document.Of(3));
        await using var session = await _rig.OpenAsync(id);
        var live = (await session.GetAsync(Document.Key))!;
        live.Title = "changed";
        var copy = session.Read(Document.Key)!;
        copy.Title = "copy";

        Assert.Same(live, await session.GetAsync(Document.Key));
        Assert.Equal("changed", session.Read(Document.Key)!.Title);
        await session.CompleteAsync();
        Assert.Equal("changed", (await _rig.StoredAsync(id, Document.Key))!.Title);
    }

    [Fact]
    public async Task Values_are_created_set_and_removed()
    {
        var id = await _rig.StoreAsync();
        await using (var session = await _rig.OpenAsync(id))
        {
            var document = await session.GetOrCreateAsync(Document.Key, () => Document.Of(1));
            document.Opened = 3;
            Assert.Same(document, await session.GetOrCreateAsync(Document.Key, () => Document.Of(9)));
            await session.CompleteAsync();
        }

        Assert.Equal(3, (await _rig.StoredAsync(id, Document.Key))!.Opened);
        await using (var session = await _rig.OpenAsync(id))
        {
            await session.SetAsync(Document.Key, Document.Of(2));
            await session.CommitAsync();
            Assert.Equal(2, (await _rig.StoredAsync(id, Document.Key))!.Chapters.Count);
            await session.RemoveAsync("document");
            Assert.Null(session.Read(Document.Key));
            await session.CompleteAsync();
        }

        Assert.Null(await _rig.StoredAsync(id, Document.Key));
        Assert.Equal("Ada", await _rig.StoredAsync(id, Keys.Name));
    }

    [Fact]
    public async Task What_is_discarded_is_read_again()
    {
        var id = await _rig.StoreAsync(Document.Of(3));
        await using var session = await _rig.OpenAsync(id);
        (await session.GetAsync(Document.Key))!.Title = "no";
        session.Discard();

        Assert.Equal("Walks", (await session.GetAsync(Document.Key))!.Title);
    }

    [Fact]
    public async Task A_new_id_takes_documents_along()
    {
        var id = await _rig.StoreAsync(Document.Of(3));
        await using var session = await _rig.OpenAsync(id);
        (await session.GetAsync(Document.Key))!.Title = "moved";
        await session.RegenerateIdAsync();
        await session.CompleteAsync();

        Assert.Equal("moved", (await _rig.StoredAsync(session.Id, Document.Key))!.Title);
    }

    [Fact]
    public async Task Values_that_cannot_change_are_shared_and_not_compared()
    {
        var rig = new Rig(options => options.Serializers.UseForAll(new JsonAttributeSerializer()));
        var id = await rig.StoreAsync();
        await using var session = await rig.OpenAsync(id);

        Assert.Same(session.Read(Keys.Name), session.Read(Keys.Name));
        Assert.Same(await session.GetAsync(Keys.Name), session.Read(Keys.Name));
    }

    [Fact]
    public async Task A_source_generated_context_is_all_it_needs_and_all_it_knows()
    {
        var options = new JsonSerializerOptions { TypeInfoResolver = DocumentContext.Default };
        var rig = new Rig(tidemark => tidemark.Serializers.UseForAll(new JsonAttributeSerializer(options)));
        var id = await rig.StoreAsync(Document.Of(2));
        await using var session = await rig.OpenAsync(id);
        Assert.Equal(2, (await session.GetAsync(Document.Key))!.Chapters.Count);

        var refused = await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.SetAsync(Keys.Wizard, new Wizard()));
        Assert.IsType<NotSupportedException>(refused.InnerException);
        Assert.False(options.IsReadOnly);
    }

    [Fact]
    public async Task Bytes_stay_the_engines_whatever_is_said_of_all()
    {
        var rig = new Rig(options => options.Serializers.UseForAll(new JsonAttributeSerializer()));
        await using var session = rig.First.Create();
        await session.SetAsync(Keys.Blob, [(byte)'O', 2, 3]);
        await session.CompleteAsync();

        Assert.Equal(1, (await rig.BytesAsync(session.Id))[0]);
        Assert.Equal([(byte)'O', 2, 3], await rig.StoredAsync(session.Id, Keys.Blob));
    }
}
