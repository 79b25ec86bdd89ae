using System.Text.Json;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Serializers;

/// <summary>What goes wrong in one serialiser harms no other attribute, and loses nothing.</summary>
public sealed class SerializerFaultTests
{
    private readonly FragileSerializer _fragile = new();
    private readonly Rig _rig;

    public SerializerFaultTests() => _rig = new Rig(options => options.Serializers.Use<Document>(_fragile));

    [Fact]
    public async Task What_an_unknown_serialiser_wrote_is_refused_by_its_name_with_the_remedy_and_stays()
    {
        var id = await _rig.StoreAsync(Document.Of(3));
        var before = await _rig.BytesAsync(id);
        var node = _rig.NodeOver(_ => { });
        await using var session = (await node.OpenAsync(id, SessionAccess.Exclusive))!;
        var unknown = await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.GetAsync(Document.Key));

        Assert.Equal("document", unknown.Attribute);
        Assert.Contains("'fragile'", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("TidemarkOptions.Serializers", unknown.Message, StringComparison.Ordinal);
        await session.SetAsync(Keys.Name, "Bob");
        await session.CompleteAsync();
        Assert.Equal(["name"], _rig.Watched.SentNames);
        Assert.Equal("Bob", await _rig.StoredAsync(id, Keys.Name));
        Assert.Equal(before, StoredValue.Read(
            (await _rig.StateAsync(id))!.Changed.Single(attribute => attribute.Name == "document"), null, int.MaxValue).Bytes.ToArray());
    }

    [Fact]
    public async Task Damaged_bytes_end_in_the_attributes_error_wherever_they_are_cut_or_changed()
    {
        var whole = await _rig.BytesAsync(await _rig.StoreAsync(Document.Of(1)));
        for (var cut = 1; cut < whole.Length; cut++)
            await UnreadableAsync(whole[..cut]);
        foreach (byte length in new byte[] { 0, 33, 200, 255 })
            await UnreadableAsync([(byte)'O', length, .. whole[2..]]);
        await UnreadableAsync([(byte)'O', 7, .. "fragile"u8, .. "null"u8]);
        await UnreadableAsync([(byte)'O', 7, .. "fragil\n"u8, .. "null"u8]);
        await UnreadableAsync([(byte)'P', .. whole[1..]]);
    }

    [Fact]
    public async Task What_cannot_be_serialised_is_refused_at_set_and_nothing_is_changed()
    {
        var id = await _rig.StoreAsync(Document.Of(3));
        await using var session = await _rig.OpenAsync(id);
        _fragile.OnWrite = new NotSupportedException("no such thing");
        var refused = await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.SetAsync(Document.Key, Document.Of(1)));

        Assert.Equal("document", refused.Attribute);
        Assert.Contains(nameof(Document), refused.Message, StringComparison.Ordinal);
        Assert.Contains("'fragile'", refused.Message, StringComparison.Ordinal);
        Assert.Same(_fragile.OnWrite, refused.InnerException);
        Assert.Equal(3, session.Read(Document.Key)!.Chapters.Count);
    }

    [Fact]
    public async Task A_commit_that_a_serialiser_fails_sends_nothing_and_can_be_done_again()
    {
        var id = await _rig.StoreAsync(Document.Of(3));
        await using var session = await _rig.OpenAsync(id);
        (await session.GetAsync(Document.Key))!.Title = "changed";
        await session.SetAsync(Keys.Name, "Bob");
        _fragile.OnWrite = new InvalidOperationException("not now");
        Assert.Equal("document", (await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.CommitAsync())).Attribute);
        Assert.Throws<SessionAttributeException>(() => session.Read(Document.Key));
        Assert.Empty(_rig.Watched.Commits);

        _fragile.OnWrite = null;
        await session.CompleteAsync();
        Assert.Equal("changed", (await _rig.StoredAsync(id, Document.Key))!.Title);
        Assert.Equal("Bob", await _rig.StoredAsync(id, Keys.Name));
    }

    [Fact]
    public async Task What_cannot_be_read_now_can_be_read_later()
    {
        var id = await _rig.StoreAsync(Document.Of(3));
        await using var session = await _rig.OpenAsync(id);
        _fragile.OnRead = new JsonException("not now");
        var unreadable = await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.GetAsync(Document.Key));
        Assert.Same(_fragile.OnRead, unreadable.InnerException);
        Assert.Throws<SessionAttributeException>(() => session.Read(Document.Key));
        _fragile.OnRead = null;

        Assert.Equal(3, (await session.GetAsync(Document.Key))!.Chapters.Count);
    }

    [Fact]
    public async Task A_late_change_that_a_serialiser_fails_is_refused_as_any_other()
    {
        var id = await _rig.StoreAsync(Document.Of(3));
        await using var late = await _rig.OpenAsync(id);
        var document = (await late.GetAsync(Document.Key))!;
        await late.StandByAsync();
        await (await _rig.OpenAsync(id)).DisposeAsync();
        document.Title = "late";
        _fragile.OnWrite = new InvalidOperationException("not now");
        await Assert.ThrowsAsync<SessionAttributeException>(async () => await late.CompleteAsync());
        _fragile.OnWrite = null;
        await late.CompleteAsync();

        Assert.Equal("late", (await _rig.StoredAsync(id, Document.Key))!.Title);
    }

    [Fact]
    public async Task An_output_that_a_serialiser_keeps_takes_nothing_more()
    {
        await _rig.StoreAsync(Document.Of(3));

        Assert.Throws<ObjectDisposedException>(() => _fragile.Output!.GetSpan(1));
        Assert.Throws<ObjectDisposedException>(() => _fragile.Output!.Advance(0));
    }

    private async Task UnreadableAsync(byte[] bytes)
    {
        var id = await _rig.StoreRawAsync(("document", bytes), ("wizard", bytes));
        await using var session = await _rig.OpenAsync(id);
        var unreadable = await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.GetAsync(Document.Key));
        Assert.Equal("document", unreadable.Attribute);
        await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.GetAsync(Keys.Wizard));
        await session.SetAsync(Document.Key, Document.Of(2));
        await session.RemoveAsync("wizard");
        await session.CompleteAsync();
        Assert.Equal(2, (await _rig.StoredAsync(id, Document.Key))!.Chapters.Count);
    }
}
