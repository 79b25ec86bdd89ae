using Microsoft.Extensions.Logging;
using System.Buffers;
using Tidemark.Graph;
using Tidemark.Stores;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Checks;

/// <summary>Where wrong use is looked for, nothing is sent that would not be read as the live value.</summary>
public sealed class CommitProofTests
{
    private readonly Warnings _warnings = new();
    private readonly Rig _rig = new(options => options.CheckUse = true);

    [Theory]
    [InlineData(40, 99)]
    [InlineData(41, 5)]
    [InlineData(39, 0)]
    public async Task A_patch_that_makes_something_else_is_not_sent_but_the_whole_value(int pages, int opened)
    {
        var id = await StoreAsync(Book.Of(40));
        await using (var session = await OpenAsync(id))
        {
            var book = (await session.Session.GetAsync(Book.Key))!;
            book.Opened = 5;
            Plant(session, book, Opened(pages, opened));
            await session.Session.CompleteAsync();
        }

        Assert.IsType<WholeValue>(Assert.Single(Assert.Single(_rig.Watched.Commits).Differences));
        Assert.Equal(Opened(40, 5).ToString(), Book.In(await _rig.StateAsync(id))!.ToString());
        var error = _warnings.Single(Warnings.PatchRefuted);
        Assert.Contains("'book'", error, StringComparison.Ordinal);
        Assert.Contains(typeof(Book).ToString(), error, StringComparison.Ordinal);
        Assert.DoesNotContain("stormy", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_new_id_the_whole_value_moves_and_not_what_the_patch_would_have_made()
    {
        var id = await StoreAsync(Book.Of(40));
        await using var session = await OpenAsync(id);
        var book = (await session.Session.GetAsync(Book.Key))!;
        book.Opened = 5;
        Plant(session, book, Opened(40, 99));
        await session.Session.RegenerateIdAsync();
        await session.Session.CompleteAsync();

        Assert.Equal(5, Book.In(await _rig.StateAsync(session.Session.Id))!.Opened);
    }

    [Fact]
    public async Task A_patch_that_holds_is_sent_as_it_is()
    {
        var id = await StoreAsync(Book.Of(40));
        await using var session = await OpenAsync(id);
        (await session.Session.GetAsync(Book.Key))!.Opened = 5;
        await session.Session.CompleteAsync();

        Assert.IsType<PatchedValue>(Assert.Single(Assert.Single(_rig.Watched.Commits).Differences));
        Assert.Empty(_warnings.All);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_value_whose_bytes_nobody_can_read_is_refused_where_it_is_looked_for(bool isLookedFor)
    {
        var rig = new Rig(options =>
        {
            options.CheckUse = isLookedFor;
            options.Serializers.Use<Wizard>(new OneWaySerializer());
        });
        await using var session = rig.First.Create();
        await session.SetAsync(Keys.Name, "Ada");
        await session.SetAsync(Keys.Wizard, new Wizard { Step = 1 });
        if (!isLookedFor)
        {
            await session.CompleteAsync();
            return;
        }

        var refused = await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.CommitAsync());
        Assert.Equal("wizard", refused.Attribute);
        Assert.Contains("cannot be read again", refused.Message, StringComparison.Ordinal);
        Assert.Empty(rig.Watched.Commits);
        await session.RemoveAsync("wizard");
        await session.CompleteAsync();
        Assert.Equal("Ada", await rig.StoredAsync(session.Id, Keys.Name));
    }

    private static Book Opened(int pages, int opened)
    {
        var book = Book.Of(pages);
        book.Opened = opened;
        return book;
    }

    // The fault: what is compared is another object than the live one.
    private static void Plant(OpenSession session, Book live, Book mistaken)
    {
        var form = session.Node.Forms.Of<Book>("book");
        session.Hold.State.Obtain("book").Put(new LiveValue<Book>(new MistakenForm(form, mistaken), live), null);
    }

    private async Task<SessionId> StoreAsync(Book book)
    {
        await using var session = _rig.NewNode(_rig.Store).Create();
        await session.SetAsync(Book.Key, book);
        await session.CompleteAsync();
        return session.Id;
    }

    private async Task<OpenSession> OpenAsync(SessionId id)
    {
        var node = new SessionNode(_rig.Watched, new GraphSerializer(_rig.Options.Graph), _rig.Options, _rig.Time, _warnings, []);
        var wait = node.Leases.NewWait();
        var (place, turn) = await node.EnterAsync(_rig.KeyOf(id), true, "test", wait, CancellationToken.None);
        Assert.True(await place.LeaseAsync(turn, wait, CancellationToken.None));
        var hold = new StateHold(node, SessionAccess.Exclusive, place, turn, id, "test");
        return new OpenSession(node, hold, new Session(node, SessionAccess.Exclusive, hold));
    }

    private sealed record OpenSession(SessionNode Node, StateHold Hold, Session Session) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Session.DisposeAsync();
    }

    /// <summary>Finds the differences of another value than it is asked about.</summary>
    private sealed class MistakenForm(ValueForm<Book> inner, Book mistaken) : ValueForm<Book>
    {
        public override bool IsImmutable => false;

        public override bool IsSame(Book value, ReadOnlySpan<byte> encoded) => inner.IsSame(value, encoded);

        public override GraphComparison? Compare(Book value, ReadOnlySpan<byte> encoded) => inner.Compare(mistaken, encoded);

        public override byte[] Encode(Book value) => inner.Encode(value);

        public override Book Decode(ReadOnlySpan<byte> encoded) => inner.Decode(encoded);
    }

    /// <summary>Writes what it cannot read.</summary>
    private sealed class OneWaySerializer() : AttributeSerializer("one-way")
    {
        public override void Serialize<T>(T value, IBufferWriter<byte> output) => output.Write("?"u8);

        public override T? Deserialize<T>(ReadOnlySpan<byte> bytes) where T : default => throw new FormatException("It was only ever written.");
    }
}
